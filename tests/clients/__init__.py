"""Programs that we did not write, talking to a server of ours over HTTP. Not here: what the server answers to HTTP as such."""
