"""How often something has to be done (定额): days on the front line, visits; who is behind, and what may be entered.

Nothing is decided about anybody: what is owed is counted, and each thing counted can be shown.
"""
