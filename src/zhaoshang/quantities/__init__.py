"""Money, points, percentages, dates and periods: exact values, and how people write them.

Knows nothing of schemes, ledgers or scoring. No binary floating point enters or leaves.
"""
