"""What a pasted script holds, told from its text alone: nothing here runs it."""
