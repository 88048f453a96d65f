"""Publish: a portfolio becomes artifacts. Pure: names files, writes none."""
