"""The benchmark of docs/performance.md: the shop beside a raw Django view, in the same run on the same machine."""
