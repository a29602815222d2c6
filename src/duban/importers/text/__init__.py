"""Running text to drafts: outline, which items are tasks, who acts, by when.

Opens no file.
"""
