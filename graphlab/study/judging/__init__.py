"""Answers judged: what is asked for, how it is typed, and what a wrong answer tells."""
