"""`notify`: messages out.

Only channels.py speaks to the network.
"""
