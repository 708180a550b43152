"""Platforms and servers that speak OpenAI's chat completions, and in what each differs: words of its own, and where its paths begin.

    https://api.example.com/v1/chat/completions
                           ^^^ root

A name that a platform gave to a field is no word of anybody. One that is missing here is read as words: nothing goes wrong but that the
detector may take it for a name.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One platform or server."""

    name: str
    base: str
    """Its base URL; the path of it is the root, which the sidecar's own base URL ends with as well."""
    keys: frozenset[str] = frozenset()
    finish_reasons: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    codes: range = field(default=range(0))
    """Of its errors, where they are numbers."""


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


PLATFORMS = (
    Platform(
        name="DashScope",
        base="https://dashscope.aliyuncs.com/compatible-mode/v1",
        keys=_words(
            """enable_search search_options forced_search search_strategy enable_thinking thinking_budget top_k
            repetition_penalty vl_high_resolution_images min_pixels max_pixels translation_options source_lang target_lang
            partial video fps"""
        ),
    ),
    Platform(
        name="Qianfan",
        base="https://qianfan.baidubce.com/v2",
        keys=_words(
            """web_search enable_citation enable_trace enable_status search_number reference_number penalty_score
            safety level need_clear_history is_end is_truncated flag ban_round search_results repetition_penalty
            enable_thinking thinking_budget"""
        ),
        finish_reasons=_words("normal"),
        codes=range(336000, 336600),
    ),
    Platform(
        name="Hunyuan",
        base="https://api.hunyuan.cloud.tencent.com/v1",
        keys=_words(
            """enable_enhancement force_search_enhancement enable_multimedia search_info search_results citation
            enable_deep_search enable_speed_search note moderation_level stream_moderation enable_thinking
            enable_deep_read topic_choice image_info"""
        ),
        finish_reasons=_words("sensitive"),
    ),
    Platform(
        name="Huawei MaaS",
        base="https://api.modelarts-maas.com/v1",
        keys=_words("thinking chat_template_kwargs enable_thinking top_k min_p repetition_penalty ignore_eos"),
    ),
    Platform(
        name="Spark",
        base="https://spark-api-open.xf-yun.com/v1",
        keys=_words(
            """sid suppress_plugin keep_alive tool_calls_switch web_search enable search_mode show_ref_label thinking
            search_prompt search_disable plugins_content"""
        ),
        types=_words("enabled disabled web_search"),
        codes=range(10000, 11300),
    ),
    Platform(
        name="Zhipu",
        base="https://open.bigmodel.cn/api/paas/v4",
        keys=_words(
            """do_sample request_id user_id thinking clear_thinking tool_stream web_search search_engine search_query
            search_intent search_result search_result_sequence search_recency_filter search_domain_filter count link icon
            media publish_date refer require_search result_sequence content_size search_prompt retrieval knowledge_id
            prompt_template mcp server_label server_url transport_type content_filter level sensitive_word_check"""
        ),
        finish_reasons=_words("sensitive network_error model_context_window_exceeded"),
        types=_words("enabled disabled web_search retrieval mcp"),
        codes=range(1000, 1400),
    ),
    Platform(
        name="Baichuan",
        base="https://api.baichuan-ai.com/v1",
        keys=_words("top_k with_search_enhance knowledge_base ids web_search enable search_mode"),
        types=_words("web_search"),
    ),
    Platform(
        name="SenseNova",
        base="https://api.sensenova.cn/compatible-mode/v1",
        keys=_words("max_new_tokens repetition_penalty know_ids knowledge_config plugins thinking enabled"),
        finish_reasons=_words("sensitive context"),
    ),
    Platform(
        name="Moonshot",
        base="https://api.moonshot.cn/v1",
        keys=_words("partial builtin_function thinking cached_tokens"),
        types=_words("builtin_function enabled disabled"),
    ),
    Platform(
        name="DeepSeek",
        base="https://api.deepseek.com/v1",
        keys=_words("thinking prefix prompt_cache_hit_tokens prompt_cache_miss_tokens"),
        finish_reasons=_words("insufficient_system_resource"),
        types=_words("enabled disabled"),
    ),
    Platform(
        name="vLLM",
        base="http://localhost:8000/v1",
        keys=_words(
            """guided_json guided_regex guided_choice guided_grammar structured_outputs chat_template
            chat_template_kwargs add_generation_prompt continue_final_message add_special_tokens echo best_of use_beam_search
            top_k min_p repetition_penalty length_penalty stop_token_ids include_stop_str_in_output ignore_eos min_tokens
            skip_special_tokens spaces_between_special_tokens truncate_prompt_tokens prompt_logprobs documents priority
            request_id return_tokens_as_token_ids return_token_ids kv_transfer_params cache_salt stop_reason reasoning
            enable_thinking"""
        ),
        finish_reasons=_words("abort error repetition"),
    ),
    Platform(
        name="SGLang",
        base="http://localhost:30000/v1",
        keys=_words(
            """regex ebnf top_k min_p repetition_penalty min_tokens stop_token_ids ignore_eos continue_final_message
            skip_special_tokens separate_reasoning stream_reasoning chat_template_kwargs lora_path session_params rid
            matched_stop return_hidden_states hidden_states"""
        ),
        finish_reasons=_words("abort"),
    ),
    Platform(
        name="Ollama",
        base="http://localhost:11434/v1",
        keys=_words("reasoning think options keep_alive"),
    ),
    Platform(
        name="llama.cpp",
        base="http://localhost:8080/v1",
        keys=_words(
            """top_k min_p typical_p repeat_penalty repeat_last_n mirostat mirostat_tau mirostat_eta grammar n_predict
            cache_prompt id_slot samplers timings timings_per_token prompt_n prompt_ms predicted_n predicted_ms
            prompt_per_token_ms prompt_per_second predicted_per_token_ms predicted_per_second cache_n reasoning_format
            parse_tool_calls chat_template_kwargs dry_multiplier dry_base dry_allowed_length xtc_probability xtc_threshold
            dynatemp_range dynatemp_exponent return_progress __verbose"""
        ),
    ),
)

SPARKS_ID = r"[a-z]{3}[0-9a-f]{8}@dx[0-9a-f]{16,24}"
"""Of a session: ``cha000b0003@dx1905cd86d6bb86d552``, which a detector takes for an address."""

ELSEWHERE = _words("knowledge_base know_ids knowledge_config")
"""Fields that show the model documents which never come by here."""

KEYS = frozenset[str]().union(*(platform.keys for platform in PLATFORMS))
FINISH_REASONS = frozenset[str]().union(*(platform.finish_reasons for platform in PLATFORMS))
TYPES = frozenset[str]().union(*(platform.types for platform in PLATFORMS))
CODES = frozenset(str(code) for platform in PLATFORMS for code in platform.codes)
