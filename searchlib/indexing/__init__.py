"""How does an index come from documents, and how does it stay in step with them?"""
