"""Guard Zhipu's own client: it takes an HTTP client, and that one is guarded.

Run it with the base URL of your model: ``python examples/zhipu_client.py https://open.bigmodel.cn/api/paas/v4``
"""

import sys

import httpx
from zai import ZaiClient

from medguard import guarded_http

base = sys.argv[1]
http = guarded_http(httpx.Client(timeout=60), base, profile="hospital")
with ZaiClient(api_key="your-key", base_url=base, http_client=http) as client:
    question = "Write to Margaret Thornbury (m.thornbury@example.org): her results are normal."
    messages = [{"role": "user", "content": question}]
    reply = client.chat.completions.create(model="glm-5", messages=messages)
    print(reply.choices[0].message.content)
