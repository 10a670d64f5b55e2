"""What went wrong in the person's code, as a sentence at its line."""
