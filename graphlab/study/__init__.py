"""What a person is doing: document, walk, explanations. No Qt, no torch."""
