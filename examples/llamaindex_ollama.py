"""Guard LlamaIndex: what an index puts before a question goes to the model with stand-ins.

Run it with the address of your Ollama: ``python examples/llamaindex_ollama.py http://127.0.0.1:11434``
"""

import sys

from llama_index.core import Document, SummaryIndex
from llama_index.llms.ollama import Ollama

from medguard.llamaindex import guarded_llm

# With a context window: LlamaIndex would ask Ollama for it by a call that medguard does not guard.
ollama = Ollama(model="your-model", base_url=sys.argv[1], context_window=8192, request_timeout=60)
llm = guarded_llm(ollama, profile="hospital")
letter = Document(text="Margaret Thornbury (m.thornbury@example.org) slept well. Her results are normal.")
print(SummaryIndex.from_documents([letter]).as_query_engine(llm=llm).query("Write to her."))
