"""Presidio's anonymizer behind its documented HTTP interface, as its container serves it: Flask, one worker of gunicorn.

    gunicorn --workers 1 --bind 127.0.0.1:5001 anonymizer:app

Runs in the peer's environment and not in medguard's. Of the interface what LiteLLM asks: replace what the analyzer found by its kind.
"""

from __future__ import annotations

from flask import Flask, Response, request
from presidio_anonymizer import AnonymizerEngine, RecognizerResult

engine = AnonymizerEngine()
app = Flask(__name__)


@app.get("/health")
def health() -> str:
    """Say that it is up."""
    return "Presidio Anonymizer service is up"


@app.post("/anonymize")
def anonymize() -> Response:
    """Replace what was found."""
    asked = request.get_json()
    found = [RecognizerResult.from_json(each) for each in asked["analyzer_results"]]
    return Response(engine.anonymize(text=asked["text"], analyzer_results=found).to_json(), mimetype="application/json")
