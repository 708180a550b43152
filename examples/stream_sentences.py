"""Read a reply sentence by sentence, each as soon as it has been judged.

Run it with the base URL of your model: ``python examples/stream_sentences.py http://127.0.0.1:8000/v1``
"""

import sys
import tempfile
from pathlib import Path

import openai

from medguard import wrap
from medguard.bundled import bundled

# A profile of your own is a copy of one of ours; this one differs in one line.
profile = Path(tempfile.mkdtemp()) / "my-hospital.yaml"
text = (bundled("policies") / "hospital.yaml").read_text(encoding="utf-8")
profile.write_text(
    text.replace("name: hospital\n", "name: my-hospital\n") + "\nstreaming: sentence\n", encoding="utf-8"
)

client = wrap(openai.OpenAI(base_url=sys.argv[1], api_key="your-key"), profile=str(profile))
stream = client.chat.completions.create(
    model="your-model",
    stream=True,
    messages=[
        {"role": "user", "content": "Write to Margaret Thornbury (m.thornbury@example.org): her results are normal."}
    ],
)
for chunk in stream:
    if chunk.choices:
        print(chunk.choices[0].delta.content or "", end="", flush=True)
print()
