"""Works that nobody wrote, for indexes of tests, and the files that an index is built of."""

from __future__ import annotations

import gzip
import json

from medguard.checks.citations import Citations, Covers
from medguard.checks.citations.build import in_memory
from medguard.checks.citations.records import Id, Name, Record, Standing
from medguard.checks.citations.sources import Item, Verdict
from medguard.types import Reply, Said, Text

ABOUT = (
    "In a randomised trial of 4120 adults with chronic heart failure, sotraglin reduced hospital admission for heart failure from 18.3% to 12.1% "
    "(hazard ratio 0.64, 95% confidence interval 0.55 to 0.75). Mortality did not differ. Hypotension was more frequent with sotraglin."
)
REAL = Record(
    ids={Id.PMID: "31000001", Id.DOI: "10.5555/jch.2019.17"},
    title="Sotraglin and hospital admission in chronic heart failure: a randomised trial",
    authors=(Name("Okonkwo", "AB"), Name("Lindqvist", "M"), Name("Ferreira", "J"), Name("Müller", "HK")),
    journals=("Journal of Cardiac Hypotheses", "J Card Hypoth"),
    years=(2019,),
    volume="47",
    page="211",
    about=ABOUT,
    source="medline",
)
OTHER = Record(
    ids={Id.PMID: "31000002", Id.DOI: "10.5555/arth.2018.3"},
    title="Knee replacement and the weather: prophylaxis of thrombosis in 300 patients",
    authors=(Name("Tanaka", "S"), Name("Dubois", "C")),
    journals=("Annals of Invented Orthopaedics", "Ann Invent Orthop"),
    years=(2018,),
    volume="12",
    page="33",
    about="Prophylaxis of deep vein thrombosis after knee arthroplasty was studied in 300 patients. Rivaroxaban was compared with enoxaparin. "
    * 3,
    source="medline",
)
WITHDRAWN = Record(
    ids={Id.PMID: "31000003", Id.DOI: "10.5555/vac.2017.9"},
    title="Moonlight accelerates the healing of pressure ulcers",
    authors=(Name("Novak", "P"), Name("Silva", "R")),
    journals=("Wound Letters",),
    years=(2017,),
    volume="5",
    page="77",
    source="medline",
)
NOTICE = Record(
    ids={Id.PMID: "31000004", Id.DOI: "10.5555/vac.2018.1"},
    title="Retraction: Moonlight accelerates the healing of pressure ulcers",
    authors=(Name("Novak", "P"), Name("Silva", "R")),
    journals=("Wound Letters",),
    years=(2018,),
    volume="6",
    page="2",
    kind="notice",
    source="medline",
)
CHINESE = Record(
    ids={Id.PMID: "31000005"},
    title="[Epidemiology of invented fever in Sichuan]",
    other_title="四川省虚构热流行病学特征分析",
    authors=(Name("Wang", "XM", "Xiaoming"), Name("Zhang", "L", "Li")),
    journals=("Zhonghua liu xing bing xue za zhi",),
    years=(2020,),
    volume="41",
    page="1205",
    source="medline",
)
WORKS = (REAL, OTHER, WITHDRAWN, NOTICE, CHINESE)
RETRACTED = Verdict(of=((Id.PMID, "31000003"),), standing=Standing.RETRACTED, notice=((Id.PMID, "31000004"),))

RIGHT = "Okonkwo AB, Lindqvist M, Ferreira J, et al. Sotraglin and hospital admission in chronic heart failure: a randomised trial. J Card Hypoth. 2019;47(3):211-20."
INVENTED = "Petrov I, Haddad N. Lunar tides and the absorption of metformin in healthy sailors. J Card Hypoth. 2018;46(2):101-9."
MISMATCHED = "Tanaka S, Dubois C. Knee replacement and the weather: prophylaxis of thrombosis in 300 patients. Ann Invent Orthop. 2018;12:33-9. doi:10.5555/jch.2019.17"
GONE = "Novak P, Silva R. Moonlight accelerates the healing of pressure ulcers. Wound Letters. 2017;5:77-81."


def index_of(folder, works=WORKS, covers=Covers.EVERYTHING, verdicts=(RETRACTED,)):
    items = [*(Item(work) for work in works), Item(verdicts=tuple(verdicts))]
    path = folder / "works.db"
    in_memory(items, covers=covers, path=path)
    return path


def reply(words):
    return Reply((Said("/choices/0/message/content", Text(words)),))


def listed(*entries):
    return "References\n" + "\n".join(f"{at}. {entry}" for at, entry in enumerate(entries, 1)) + "\n"


def verdicts(check: Citations, words):
    return [
        finding.kind
        for finding in sorted(check(reply(words)), key=lambda one: int(one.evidence.get("start", 0)))
        if finding.kind != "unsupported"
    ]


def article(pmid, title, *, more="", types="<PublicationType>Journal Article</PublicationType>", year=2019):
    return (
        f'<PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID><Article><Journal><JournalIssue><Volume>9</Volume><PubDate><Year>{year}</Year></PubDate></JournalIssue>'
        f"<Title>Journal of Tests</Title></Journal><ArticleTitle>{title}</ArticleTitle><Pagination><MedlinePgn>11-19</MedlinePgn></Pagination>"
        f'<AuthorList CompleteYN="Y"><Author><LastName>Novák</LastName><ForeName>Petr</ForeName><Initials>P</Initials></Author></AuthorList><PublicationTypeList>{types}</PublicationTypeList></Article>{more}</MedlineCitation>'
        f"<PubmedData><ArticleIdList><ArticleId IdType='pubmed'>{pmid}</ArticleId><ArticleId IdType='doi'>10.5555/T.{pmid}</ArticleId></ArticleIdList></PubmedData></PubmedArticle>"
    )


def medline(path, *articles, head=""):
    content = (
        f"<?xml version='1.0' encoding='utf-8'?>{head}<PubmedArticleSet>{''.join(articles)}</PubmedArticleSet>".encode()
    )
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def crossref(path, *works):
    path.write_text("".join(json.dumps(work) + "\n" for work in works), "utf-8")
    return path
