"""The knowledge itself: vocabulary, alignments, rules and examples, without any of our code."""
