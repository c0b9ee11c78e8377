"""Papers: what a person or a funder takes along as a PDF that reads aloud well.

One template of Typst and one function a paper. It owns how a paper looks and which signs it can draw; it asks the
domain nothing: what it shows was asked by the view, which wrote down who looked.
"""
