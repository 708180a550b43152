"""Guard an OpenAI client: the interface stays, the model sees stand-ins.

Run it with the base URL of your model: ``python examples/wrap_client.py http://127.0.0.1:8000/v1``
"""

import sys

import openai

from medguard import wrap

client = wrap(openai.OpenAI(base_url=sys.argv[1], api_key="your-key"), profile="hospital")
reply = client.chat.completions.create(
    model="your-model",
    messages=[
        {"role": "user", "content": "Write to Margaret Thornbury (m.thornbury@example.org): her results are normal."}
    ],
)
print(reply.choices[0].message.content)
