"""`commit`: what somebody edited by hand, recorded with a reason.

Takes no event that `add` or an action would refuse.
"""
