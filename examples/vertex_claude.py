"""Guard Claude on Google's Vertex AI, read as it comes.

Run it with the base URL of your place: ``python examples/vertex_claude.py https://europe-west4-aiplatform.googleapis.com/v1``
"""

import sys

import anthropic

from medguard import wrap

vertex = anthropic.AnthropicVertex(
    base_url=sys.argv[1],
    project_id="your-project",
    region="europe-west4",
    access_token="your-token",  # noqa: S106  leave it out: the client finds your own credentials
)
with wrap(vertex, profile="hospital") as client:
    question = "Write to Margaret Thornbury (m.thornbury@example.org): her results are normal."
    messages = [{"role": "user", "content": question}]
    with client.messages.stream(model="claude-opus-5", max_tokens=1024, messages=messages) as stream:
        for words in stream.text_stream:
            print(words, end="", flush=True)
print()
