"""Results as things people hold: rankings, score sheets, lists of lines, notices.

Turns a result into plain data and text that a terminal, a workbook or a page only has to lay out. Never
works out a point, a place or a rate that the scoring room did not give it. Knows no terminal.
"""
