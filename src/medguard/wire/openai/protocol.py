"""What is machinery in OpenAI's JSON: the protocol's own keys, the values some of them may have, and places told with them.

https://platform.openai.com/docs/api-reference/chat
"""

from __future__ import annotations

from medguard.wire.json_text import Path

KEYS = frozenset(
    """
    messages model role content text type name tool_calls tool_call_id function functions function_call id arguments
    parameters description properties required enum items anyOf oneOf allOf additionalProperties strict schema json_schema
    response_format tools tool_choice parallel_tool_calls custom input format grammar syntax definition allowed_tools mode
    image_url url detail input_audio data file file_data file_id filename video_url audio voice modalities refusal prediction
    stop stream stream_options include_usage include_obfuscation temperature top_p n seed max_tokens max_completion_tokens
    presence_penalty frequency_penalty logit_bias logprobs top_logprobs user metadata store service_tier reasoning_effort
    reasoning_content verbosity safety_identifier prompt_cache_key prompt_cache_retention web_search_options title default
    minimum maximum minLength maxLength minItems maxItems pattern const definitions $defs $ref token bytes annotations index
    choices message delta
    """.split()
)
"""Names of the protocol and of JSON Schema. They are not words of anybody, and places may be told with them."""

VALUES = {
    "role": frozenset("system developer user assistant tool function".split()),
    "type": frozenset(
        "text image_url input_audio file video_url refusal function custom json_schema json_object object string number"
        " integer boolean array null content grammar allowed_tools approximate".split()
    ),
    "detail": frozenset("auto low high".split()),
    "tool_choice": frozenset("auto none required".split()),
    "function_call": frozenset("auto none".split()),
    "modalities": frozenset("text audio".split()),
    "service_tier": frozenset("auto default flex scale priority".split()),
    "reasoning_effort": frozenset("none minimal low medium high xhigh".split()),
    "verbosity": frozenset("low medium high".split()),
    "syntax": frozenset("lark regex".split()),
    "prompt_cache_retention": frozenset(("in_memory", "24h")),
    "finish_reason": frozenset("stop length tool_calls content_filter function_call null".split()),
    "format": frozenset("date date-time time email uri uuid text wav mp3 flac opus pcm16 lark regex".split()),
}
"""What machinery may say. Anything else under the same key is words."""

ENVELOPE = frozenset("id object model system_fingerprint service_tier obfuscation".split())
"""Strings of a reply that the provider made up by itself."""
HTTP_OK = range(200, 300)


def place(path: Path) -> str:
    """A path that may be told: a key that is not the protocol's own may be somebody's name."""
    return "/" + "/".join(str(step) if isinstance(step, int) or step in KEYS else "*" for step in path)
