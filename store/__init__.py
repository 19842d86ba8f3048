"""The only SQL: migrations, and one module a subject."""
