"""The words of Google's protocol, and what its calls have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from medguard.errors import MedguardError
from medguard.types import Unread
from medguard.wire import leaves
from medguard.wire.dialect import Body, Dialect, Utterance, ours
from medguard.wire.json_text import Literal, Path, Sort
from medguard.wire.sealed import is_sealed
from medguard.wire.strands import Strand

_CAMEL = frozenset(
    """
    contents content parts role text thought thoughtSignature inlineData fileData mimeType fileUri data displayName functionCall
    functionResponse id name args response willContinue partialArgs jsonPath stringValue numberValue boolValue nullValue scheduling
    executableCode language code codeExecutionResult outcome output videoMetadata mediaResolution partMetadata toolCall
    toolResponse systemInstruction generationConfig temperature topP topK candidateCount maxOutputTokens stopSequences
    responseMimeType responseSchema responseJsonSchema responseLogprobs logprobs presencePenalty frequencyPenalty seed
    responseModalities speechConfig thinkingConfig includeThoughts thinkingBudget thinkingLevel imageConfig safetySettings
    category threshold method tools functionDeclarations description parameters parametersJsonSchema behavior googleSearch
    googleSearchRetrieval codeExecution urlContext googleMaps fileSearch retrieval computerUse mcpServers toolConfig
    functionCallingConfig mode allowedFunctionNames retrievalConfig latLng latitude longitude languageCode cachedContent labels
    model serviceTier store generateContentRequest requests taskType title outputDimensionality
    type format nullable enum items minItems maxItems properties required propertyOrdering minimum maximum minLength maxLength
    pattern example default anyOf oneOf allOf additionalProperties const definitions $defs $ref
    candidates finishReason finishMessage index safetyRatings probability blocked probabilityScore severity severityScore
    citationMetadata citationSources citations startIndex endIndex uri license groundingMetadata groundingChunks web domain
    groundingSupports segment groundingChunkIndices confidenceScores searchEntryPoint renderedContent webSearchQueries
    urlContextMetadata urlMetadata retrievedUrl urlRetrievalStatus avgLogprobs logprobsResult tokenCount promptFeedback
    blockReason blockReasonMessage usageMetadata promptTokenCount candidatesTokenCount thoughtsTokenCount totalTokenCount
    toolUsePromptTokenCount cachedContentTokenCount promptTokensDetails candidatesTokensDetails cacheTokensDetails
    toolUsePromptTokensDetails modality trafficType modelVersion responseId createTime modelStatus totalTokens embedding
    embeddings values statistics truncated error message status details
    instances predictions metadata autoTruncate embedContentConfig totalBillableCharacters billableCharacterCount
    enterpriseWebSearch modelArmorConfig promptTemplateName responseTemplateName vertexAiSearch vertexRagStore datastore
    """.split()
)
_SNAKE = {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).lower(): key for key in _CAMEL}
KEYS = _CAMEL | _SNAKE.keys()
VALUES: Mapping[str, frozenset[str]] = {
    "role": frozenset("user model system function".split()),
    "type": frozenset(
        "STRING NUMBER INTEGER BOOLEAN ARRAY OBJECT NULL string number integer boolean array object null".split()
    ),
    "format": frozenset("enum date date-time time email uri uuid int32 int64 float double".split()),
    "mode": frozenset("AUTO ANY NONE VALIDATED MODE_DYNAMIC".split()),
    "behavior": frozenset("BLOCKING NON_BLOCKING".split()),
    "scheduling": frozenset("SILENT WHEN_IDLE INTERRUPT".split()),
    "category": frozenset(
        f"HARM_CATEGORY_{word}"
        for word in "HARASSMENT HATE_SPEECH SEXUALLY_EXPLICIT DANGEROUS_CONTENT CIVIC_INTEGRITY JAILBREAK".split()
    ),
    "threshold": frozenset("BLOCK_LOW_AND_ABOVE BLOCK_MEDIUM_AND_ABOVE BLOCK_ONLY_HIGH BLOCK_NONE OFF".split()),
    "method": frozenset("SEVERITY PROBABILITY".split()),
    "probability": frozenset("NEGLIGIBLE LOW MEDIUM HIGH".split()),
    "responseMimeType": frozenset("text/plain application/json text/x.enum".split()),
    "responseModalities": frozenset("TEXT IMAGE AUDIO VIDEO".split()),
    "modality": frozenset("TEXT IMAGE AUDIO VIDEO DOCUMENT".split()),
    "thinkingLevel": frozenset("MINIMAL LOW MEDIUM HIGH XHIGH minimal low medium high xhigh".split()),
    "mediaResolution": frozenset(f"MEDIA_RESOLUTION_{word}" for word in "LOW MEDIUM HIGH".split()),
    "serviceTier": frozenset("flex standard priority".split()),
    "language": frozenset(("PYTHON",)),
    "outcome": frozenset(f"OUTCOME_{word}" for word in "OK FAILED DEADLINE_EXCEEDED".split()),
    "taskType": frozenset(
        "RETRIEVAL_QUERY RETRIEVAL_DOCUMENT SEMANTIC_SIMILARITY CLASSIFICATION CLUSTERING QUESTION_ANSWERING"
        " FACT_VERIFICATION CODE_RETRIEVAL_QUERY".split()
    ),
    "finishReason": frozenset(
        "STOP MAX_TOKENS SAFETY RECITATION LANGUAGE OTHER BLOCKLIST PROHIBITED_CONTENT SPII MALFORMED_FUNCTION_CALL"
        " UNEXPECTED_TOOL_CALL TOO_MANY_TOOL_CALLS MISSING_THOUGHT_SIGNATURE MALFORMED_RESPONSE".split()
    ),
    "blockReason": frozenset("SAFETY OTHER BLOCKLIST PROHIBITED_CONTENT IMAGE_SAFETY MODEL_ARMOR JAILBREAK".split()),
    "trafficType": frozenset(
        "ON_DEMAND ON_DEMAND_PRIORITY ON_DEMAND_FLEX ON_DEMAND_OFFPEAK PROVISIONED_THROUGHPUT".split()
    ),
}
CODES = frozenset(
    """
    INVALID_ARGUMENT FAILED_PRECONDITION OUT_OF_RANGE UNAUTHENTICATED PERMISSION_DENIED NOT_FOUND ABORTED ALREADY_EXISTS
    RESOURCE_EXHAUSTED CANCELLED DATA_LOSS UNKNOWN INTERNAL UNIMPLEMENTED UNAVAILABLE DEADLINE_EXCEEDED
    """.split()
)
_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
READ = frozenset(
    """
    text thought thoughtSignature functionCall functionResponse executableCode codeExecutionResult toolCall toolResponse
    partMetadata
    """.split()
)
"""What a part may hold for its words to be there to be read."""
DEEPEST = 20
"""Parts in parts. A picture in a function's response is two."""
ELSEWHERE = frozenset("fileSearch retrieval mcpServers".split())
"""Tools that show the model what never comes by here: stores of files, other people's servers."""


class Gemini(Dialect):
    """What every call of this API shares."""

    name = "gemini"
    api, api_zh = "Google's Gemini API", " Google Gemini 接口"
    keys, values, codes = KEYS, VALUES, CODES
    grows = "contents"
    headers = ("x-goog-user-project",)

    def __init__(self, model: str) -> None:
        self._model = model

    def model(self, body: Body) -> str:  # noqa: ARG002  it stands in the path
        """As the path names it."""
        return self._model

    def streamed(self, body: Body) -> bool:  # noqa: ARG002  it stands in the path
        """Never, unless the path says so."""
        return False

    def data_wanted(self, body: Body) -> bool:  # noqa: ARG002  numbers are for a program
        """Always, unless a text is generated."""
        return True

    def contents(self, body: Body) -> Iterator[tuple[str, Body]]:
        """Every content of a request, with its place."""
        raise NotImplementedError

    def said(self, body: Body) -> Iterator[Utterance]:
        """Contents by their role; the result of a function comes as the user's, and is nobody's word."""
        for _, content in self.contents(body):
            parts = content.get("parts")
            texts = tuple(
                part["text"]
                for part in (parts if isinstance(parts, list) else ())
                if isinstance(part, dict) and isinstance(part.get("text"), str) and part.get("thought") is not True
            )
            by = {"user": "user", "model": "model"}.get(str(content.get("role", "user")), "other")
            yield Utterance(by if texts or by == "model" else "other", texts)  # type: ignore[arg-type]

    def unread(self, body: Body) -> Iterator[Unread]:
        """Parts that are no text, wherever they stand."""
        for place, content in self.contents(body):
            yield from _unread(content.get("parts"), f"{place}/parts")

    def is_machinery(self, literal: Literal) -> bool:
        """Keys in either spelling."""
        match literal.path:
            case (*_, str(key)) | (*_, str(key), int()):
                return literal.words in self.values.get(_SNAKE.get(key, key), ())
            case _:
                return False

    def is_sealed(self, literal: Literal) -> bool:
        """Signatures of thoughts."""
        match literal.path:
            case (*above, "contents", int(), "parts", int(), "thoughtSignature" | "thought_signature"):
                return len(above) <= 1 and literal.sort is Sort.STRING and is_sealed(literal.words)
            case _:
                return False

    def is_token(self, path: Path) -> bool:
        """Ids, and names of functions and of what is required of them."""
        match tuple(_SNAKE.get(step, step) if isinstance(step, str) else step for step in path):
            case (
                (*_, "functionCall" | "functionResponse", "name" | "id")
                | (*_, "functionDeclarations", int(), "name")
                | (*_, "allowedFunctionNames" | "required" | "propertyOrdering", int())
                | (*_, "mimeType" | "thoughtSignature" | "fileUri")
                | ("model" | "cachedContent",)
                | ("generateContentRequest", "model" | "cachedContent")
                | ("requests", int(), "model")
            ):
                return True
            case _:
                return False

    def answers(self, bodies: Sequence[Body | None]) -> int:  # noqa: ARG002  nothing is said
        """Nothing is said to anybody."""
        return 0

    def is_finished(self, bodies: Sequence[Body | None], *, stream: bool) -> bool:  # noqa: ARG002  said at once
        """What is said at once is whole."""
        return True

    def tokens(self, bodies: Sequence[Body | None]) -> Iterator[tuple[str, object]]:  # noqa: ARG002
        """Nothing is counted."""
        yield from ()

    def strand(self, literal: Literal, body: Body) -> Strand | None:  # noqa: ARG002
        """Everything that is not the protocol's."""
        if self.is_machinery(literal) or (literal.sort is Sort.KEY and literal.words in KEYS):
            return None
        if literal.sort is Sort.NUMBER and not leaves.is_long(literal.words):
            return None
        return Strand(place=self.place(literal.path), label=leaves.label_of(literal.path))

    def code(self, body: Body) -> object:
        """``error.status``; in an array, of the first error in it."""
        said: Any = body
        found = said if isinstance(said, list) else said.get("replies", [said])
        return next((one["error"]["status"] for one in found if "error" in one), None)

    def refusal(self, error: MedguardError) -> Body:
        """``error``, with the status that goes with its code."""
        status = _STATUS.get(error.http_status, "UNAVAILABLE" if error.http_status >= 500 else "FAILED_PRECONDITION")  # noqa: PLR2004
        code = error.http_status
        return {"error": {"code": code, "message": str(error), "status": status, "medguard": ours(error)}}


def contents_of(body: Body, place: str) -> Iterator[tuple[str, Body]]:
    """The contents of a request that generates, with their places."""
    told = get(body, "systemInstruction")
    if told is not None:
        parts = told.get("parts") if isinstance(told, dict) else told
        yield f"{place}/systemInstruction", {"role": "system", "parts": parts}
    for at, content in enumerate(body["contents"]):
        yield f"{place}/contents/{at}", content


def elsewhere(body: Body, place: str) -> Iterator[Unread]:
    """What the model is shown that never comes by here."""
    if get(body, "cachedContent"):
        yield Unread(f"{place}/cachedContent", "other")
    tools = body.get("tools")
    for at, tool in enumerate(tools if isinstance(tools, list) else ()):
        for field in sorted(ELSEWHERE & {_SNAKE.get(key, key) for key in tool} if isinstance(tool, dict) else ()):
            yield Unread(f"{place}/tools/{at}/{field}", "file" if field != "mcpServers" else "other")


def get(body: Mapping[str, Any], key: str) -> Any:
    """The value under a key in either spelling."""
    return next((value for name, value in body.items() if _SNAKE.get(name, name) == key and value is not None), None)


def is_read(key: str) -> bool:
    """Whether what a part holds under a key, in either spelling, is there to be read."""
    return _SNAKE.get(key, key) in READ


def _unread(parts: object, place: str) -> Iterator[Unread]:
    """Parts that hold anything but words."""
    if place.count("/parts") > DEEPEST:
        yield Unread(place, "other")
        return
    for at, part in enumerate(parts if isinstance(parts, list) else [parts]):
        here = f"{place}/{at}" if isinstance(parts, list) else place
        if not isinstance(part, dict):
            if isinstance(parts, list) or not isinstance(part, str | None):
                yield Unread(here, "other")
            continue
        others = [value for key, value in part.items() if not is_read(key) and value is not None]
        if others:
            yield Unread(here, _media(others))
        result = get(part, "functionResponse")
        if isinstance(result, dict) and result.get("parts") is not None:
            yield from _unread(result["parts"], f"{here}/functionResponse/parts")


def _media(found: Iterable[object]) -> str:
    kinds = [str(get(one, "mimeType") or "").partition("/")[0] for one in found if isinstance(one, dict)]
    for kind in kinds:
        if kind:
            return kind if kind in {"image", "audio", "video"} else "file"
    return "other"
