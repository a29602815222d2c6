"""The words that go out to whoever owes something, and which go out now.

Sends nothing: cli/commands/notify does.
"""
