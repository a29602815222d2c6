"""`inspect`: the commands of inspections (督查项目), one module for each stretch of their life.

Words to entries; what is allowed, core/inspections decides.
"""
