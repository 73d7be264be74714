"""What the pages call things, in both languages."""

from costctl.bilingual import Text

TITLES = {
    "overview": (Text("总览", "Overview"), ":material/dashboard:"),
    "variance": (Text("差异", "Variance"), ":material/balance:"),
    "findings": (Text("问题", "Findings"), ":material/flag:"),
    "imports": (Text("导入", "Import"), ":material/upload_file:"),
    "rules": (Text("规则", "Rules"), ":material/gavel:"),
}
"""The pages in their order: file and URL, title, icon."""
