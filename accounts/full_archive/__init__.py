"""Full archives: everything of a household in one file, which restores into an empty one.

`description` is what apps tell of their models, `columns` what is written of each and how it is
read back, `numbers` what stands for ids, `container` the file itself: a ZIP of JSON lines with a
manifest. The format is told in docs/archive.md.
"""
