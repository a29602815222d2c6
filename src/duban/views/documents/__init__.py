"""The office's documents: what each says of its tasks, put together from a template (model/official_document.py).

Pure: the template is handed in, the number and the day are decided by whoever asks.
"""
