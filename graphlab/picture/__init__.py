"""What to draw and where, as plain shapes. No Qt, no torch."""
