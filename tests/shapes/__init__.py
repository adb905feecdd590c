"""The shapes: complete, well-formed, and each caught in the act."""
