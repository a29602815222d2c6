"""duban: the ledger of a supervision office, as YAML files in git.

Holds the version and nothing else: importing the package must cost nothing.
"""

__version__ = "0.1.0"
