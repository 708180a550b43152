"""A real HTTP server on this machine that speaks as the registries do, faults included.

Crossref's and PubMed's answers have the shape of recorded ones (habanero's and Biopython's). No recording could be had of Europe PMC,
OpenAlex, DataCite, ClinicalTrials.gov and doi.org's handles: those were written by hand after the public documentation of their APIs,
so they show that we read what is documented, not that the service says just this.
"""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

WORK = {
    "DOI": "10.1056/nejmoa1504720",
    "title": ["Empagliflozin, Cardiovascular Outcomes, and Mortality in Type 2 Diabetes"],
    "author": [
        {"family": "Zinman", "given": "Bernard"},
        {"family": "Wanner", "given": "Christoph"},
        {"family": "Lachin", "given": "John M."},
    ],
    "container-title": ["New England Journal of Medicine"],
    "issued": {"date-parts": [[2015, 11, 26]]},
    "volume": "373",
    "page": "2117-2128",
    "type": "journal-article",
}
"""The shape of api.crossref.org/works/{doi}, as habanero's cassettes have recorded it; the facts are public."""

ARTICLE = """<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2019//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_190101.dtd">
<PubmedArticleSet>{}</PubmedArticleSet>"""

ONE = """<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">26378978</PMID><Article PubModel="Print-Electronic">
<Journal><JournalIssue CitedMedium="Internet"><Volume>373</Volume><Issue>22</Issue><PubDate><Year>2015</Year></PubDate></JournalIssue>
<Title>The New England journal of medicine</Title><ISOAbbreviation>N Engl J Med</ISOAbbreviation></Journal>
<ArticleTitle>Empagliflozin, Cardiovascular Outcomes, and Mortality in Type 2 Diabetes.</ArticleTitle><Pagination><MedlinePgn>2117-28</MedlinePgn></Pagination>
<AuthorList CompleteYN="N"><Author ValidYN="Y"><LastName>Zinman</LastName><ForeName>Bernard</ForeName><Initials>B</Initials></Author></AuthorList>
</Article></MedlineCitation></PubmedArticle>"""

TRIAL = {
    "protocolSection": {
        "identificationModule": {
            "nctId": "NCT01131676",
            "briefTitle": "BI 10773 (Empagliflozin) Cardiovascular Outcome Event Trial in Type 2 Diabetes Mellitus Patients (EMPA-REG OUTCOME)",
        },
        "conditionsModule": {"conditions": ["Diabetes Mellitus, Type 2"]},
    }
}

PREPRINT = {
    "data": {
        "id": "10.48550/arxiv.1706.03762",
        "attributes": {
            "doi": "10.48550/arxiv.1706.03762",
            "titles": [{"title": "Attention Is All You Need"}],
            "creators": [{"name": "Vaswani, Ashish", "familyName": "Vaswani", "givenName": "Ashish"}],
            "publisher": "arXiv",
            "publicationYear": 2017,
        },
    }
}

EUROPEAN = {
    "id": "26378978",
    "source": "MED",
    "pmid": "26378978",
    "pmcid": "PMC9999999",
    "doi": "10.1056/nejmoa1504720",
    "title": "Empagliflozin, Cardiovascular Outcomes, and Mortality in Type 2 Diabetes.",
    "authorString": "Zinman B, Wanner C, Lachin JM.",
    "authorList": {
        "author": [
            {"fullName": "Zinman B", "firstName": "Bernard", "lastName": "Zinman", "initials": "B"},
            {"fullName": "Wanner C", "firstName": "Christoph", "lastName": "Wanner", "initials": "C"},
            {"fullName": "Lachin JM", "firstName": "John M", "lastName": "Lachin", "initials": "JM"},
            {"collectiveName": "EMPA-REG OUTCOME Investigators"},
        ]
    },
    "journalInfo": {
        "issue": "22",
        "volume": "373",
        "yearOfPublication": 2015,
        "journal": {"title": "The New England journal of medicine", "medlineAbbreviation": "N Engl J Med"},
    },
    "pubYear": "2015",
    "pageInfo": "2117-2128",
    "abstractText": "<h4>Background</h4>The effects of empagliflozin are not known.",
    "pubTypeList": {"pubType": ["Randomized Controlled Trial", "Journal Article"]},
    "firstPublicationDate": "2015-09-17",
}
"""After europepmc.org/RestfulWebService, resultType=core."""
EUROPEAN_RETRACTED = {
    "id": "9500320",
    "source": "MED",
    "pmid": "9500320",
    "doi": "10.1016/s0140-6736(97)11096-0",
    "title": "Ileal-lymphoid-nodular hyperplasia, non-specific colitis, and pervasive developmental disorder in children.",
    "journalInfo": {"volume": "351", "yearOfPublication": 1998, "journal": {"title": "Lancet (London, England)"}},
    "pubTypeList": {"pubType": ["Journal Article", "Retracted Publication"]},
    "commentCorrectionList": {"commentCorrection": [{"id": "20137807", "source": "MED", "type": "Retraction in"}]},
}

OPEN = {
    "id": "https://openalex.org/W0000000001",
    "doi": "https://doi.org/10.1056/nejmoa1504720",
    "title": "Empagliflozin, Cardiovascular Outcomes, and Mortality in Type 2 Diabetes",
    "publication_year": 2015,
    "ids": {"doi": "https://doi.org/10.1056/nejmoa1504720", "pmid": "https://pubmed.ncbi.nlm.nih.gov/26378978"},
    "type": "article",
    "is_retracted": False,
    "primary_location": {"source": {"display_name": "New England Journal of Medicine"}},
    "authorships": [
        {"author_position": "first", "author": {"display_name": "Bernard Zinman"}},
        {"author_position": "middle", "author": {"display_name": "Christoph Wanner"}},
        {"author_position": "last", "author": {"display_name": "John M. Lachin"}},
    ],
    "biblio": {"volume": "373", "issue": "22", "first_page": "2117", "last_page": "2128"},
    "abstract_inverted_index": {"The": [0], "effects": [1], "of": [2], "empagliflozin": [3]},
}
"""After docs.openalex.org, the work object."""
OPEN_RETRACTED = {
    "id": "https://openalex.org/W0000000002",
    "doi": "https://doi.org/10.1016/s0140-6736(97)11096-0",
    "title": "Ileal-lymphoid-nodular hyperplasia, non-specific colitis, and pervasive developmental disorder in children",
    "publication_year": 1998,
    "type": "article",
    "is_retracted": True,
}
WITHDRAWN = """<PubmedArticle><MedlineCitation><PMID Version="1">9500320</PMID><Article><Journal><JournalIssue><Volume>351</Volume><PubDate><Year>1998</Year></PubDate></JournalIssue>
<Title>Lancet</Title></Journal><ArticleTitle>Ileal-lymphoid-nodular hyperplasia, non-specific colitis, and pervasive developmental disorder in children.</ArticleTitle>
<PublicationTypeList><PublicationType>Retracted Publication</PublicationType></PublicationTypeList></Article></MedlineCitation></PubmedArticle>"""

NAMES = ("pubmed", "europepmc", "crossref", "openalex", "datacite", "clinicaltrials", "doi")


class RegistryServer:
    """Answers by path; ``fault`` makes every answer a bad one."""

    def __init__(self):
        self.asked, self.agents, self.fault, self.faults_left = [], [], "", 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"registry": self}))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def bases(self):
        url = f"http://127.0.0.1:{self._server.server_address[1]}"
        return {name: f"{url}/{name}" for name in NAMES}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    registry: RegistryServer

    def log_message(self, *_):
        pass

    def do_GET(self):
        said = self.registry
        said.asked.append(self.path)
        said.agents.append(self.headers.get("user-agent", ""))
        status, kind, body = _answer(self.path)
        headers = {}
        if said.fault and (said.faults_left != 0):
            said.faults_left -= 1
            match said.fault:
                case "429":
                    status, body, headers = 429, b"slow down", {"Retry-After": "0"}
                case "503":
                    status, body = 503, b"<html>gone</html>"
                case "truncated":
                    body = body[: len(body) // 2]
                case "html":
                    kind, body = "text/html", b"<html>welcome to the hotel</html>"
                case "list":
                    body = b"[1, 2, 3]"
                case "lie":
                    body = (
                        body.replace(b"nejmoa1504720", b"nejmoa9999999")
                        .replace(b"26378978", b"11111111")
                        .replace(b"NCT01131676", b"NCT00000102")
                    )
                case "slow":
                    time.sleep(3)
                case "drip":
                    self.send_response(200)
                    self.end_headers()
                    for _ in range(100):
                        self.wfile.write(b" ")
                        self.wfile.flush()
                        time.sleep(0.1)
                    return
                case "huge":
                    body = b" " * 6_000_000
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            pass


def _answer(path):  # noqa: PLR0911
    parts, asked = urlsplit(path), parse_qs(urlsplit(path).query)
    where = unquote(parts.path)
    as_json = "application/json"
    if where == "/crossref/works/10.1056/nejmoa1504720":
        return 200, as_json, json.dumps({"status": "ok", "message-type": "work", "message": WORK}).encode()
    if where == "/crossref/works":
        items = [WORK] if "Empagliflozin" in asked.get("query.bibliographic", [""])[0] else []
        return 200, as_json, json.dumps({"status": "ok", "message": {"items": items}}).encode()
    if where == "/pubmed/esearch.fcgi":
        ids = "<Id>26378978</Id>" if "Empagliflozin" in asked["term"][0] else ""
        return (
            200,
            "text/xml",
            f'<?xml version="1.0" ?><eSearchResult><Count>1</Count><IdList>{ids}</IdList></eSearchResult>'.encode(),
        )
    if where == "/pubmed/efetch.fcgi":
        known = {"26378978": ONE, "9500320": WITHDRAWN}
        found = "".join(known.get(each, "") for each in asked["id"][0].split(","))
        return 200, "text/xml", ARTICLE.format(found).encode()
    if where == "/europepmc/search":
        query = asked["query"][0]
        found = [
            each
            for each in (EUROPEAN, EUROPEAN_RETRACTED)
            if query == f"EXT_ID:{each['pmid']} AND SRC:MED"
            or query == f'DOI:"{each["doi"]}"'
            or (query.startswith("TITLE:") and query.split('"')[1] in each["title"])
        ]
        answer = {"version": "6.9", "hitCount": len(found), "request": {}, "resultList": {"result": found}}
        return 200, as_json, json.dumps(answer).encode()
    if where == "/openalex/works":
        found = [OPEN] if "Empagliflozin" in asked["filter"][0] else []
        return 200, as_json, json.dumps({"meta": {"count": len(found)}, "results": found}).encode()
    if where in {"/openalex/works/doi:10.1056/nejmoa1504720", "/openalex/works/pmid:26378978"}:
        return 200, as_json, json.dumps(OPEN).encode()
    if where == "/openalex/works/doi:10.1016/s0140-6736(97)11096-0":
        return 200, as_json, json.dumps(OPEN_RETRACTED).encode()
    if where == "/clinicaltrials/studies/NCT01131676":
        return 200, as_json, json.dumps(TRIAL).encode()
    if where == "/datacite/dois/10.48550/arxiv.1706.03762":
        return 200, as_json, json.dumps(PREPRINT).encode()
    if where == "/doi/api/handles/10.1056/nejmoa1504720":
        return 200, as_json, b'{"responseCode":1,"handle":"10.1056/nejmoa1504720","values":[]}'
    if where.startswith("/doi/api/handles/"):
        return (
            404,
            as_json,
            json.dumps({"responseCode": 100, "handle": where.removeprefix("/doi/api/handles/")}).encode(),
        )
    return 404, "text/plain", b"Resource not found."
