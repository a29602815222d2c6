"""Results (结果): circulars, the negative list, awards, exemptions: their life, their gates, what they mean together.

Pure; files and words of commands stand elsewhere.
"""
