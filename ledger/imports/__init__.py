"""The import pipeline: detect, read, normalise, preview, match, classify, post, report."""
