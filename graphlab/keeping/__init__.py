"""Work that is kept: documents as files, written whole or not at all, and what a crash left."""
