"""The sample ledgers of a county office that does not exist: `script/make-sample` writes them from here.

Nothing of duban itself imports this package; it looks at no clock and draws no lots.
"""
