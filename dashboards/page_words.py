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

SEVERITY = {
    "violation": Text("违规", "violation"),
    "suspicion": Text("疑点", "suspicion"),
    "notice": Text("提示", "notice"),
}
STATUS = {
    "open": Text("待处理", "open"),
    "cleared": Text("已消除", "cleared"),
    "unassessable": Text("现无法判断", "cannot be assessed now"),
}
OUTCOME = {
    "flagged": Text("发现问题", "flagged"),
    "clear": Text("通过", "clear"),
    "cannot_assess": Text("无法判断", "cannot be judged"),
    "out_of_force": Text("不在施行期", "rule not in force"),
}
TIER = {"mandatory": Text("强制", "mandatory"), "tunable": Text("可调", "tunable")}
BATCH_STATUS = {"in_force": Text("有效", "in force"), "undone": Text("已撤销", "taken back")}

HEADINGS = {
    "department": Text("单位编码", "Code"),
    "department_name": Text("单位", "Department"),
    "item_name": Text("项目", "Item"),
    "control_name": Text("控制", "Control"),
    "month": Text("月份", "Month"),
    "original": Text("年初预算", "Original"),
    "changes": Text("调整", "Changes"),
    "budget": Text("预算", "Budget"),
    "spent": Text("支出", "Spent"),
    "spent_share": Text("执行率", "Share"),
    "expected_to_date": Text("时序应支", "Expected"),
    "variance_to_date": Text("差异", "Variance"),
    "available": Text("可用", "Available"),
    "last_year": Text("上年同期", "Last year"),
    "over_budget": Text("超预算金额", "Over budget"),
    "items_over": Text("超支项目数", "Items over"),
    "unbudgeted": Text("无预算支出", "Unbudgeted"),
    "violations": Text("违规", "Violations"),
    "suspicions": Text("疑点", "Suspicions"),
    "notices": Text("提示", "Notices"),
    "rule": Text("规则", "Rule"),
    "title": Text("名称", "Title"),
    "severity_name": Text("程度", "Severity"),
    "status_name": Text("状态", "Status"),
    "outcome_name": Text("结果", "Outcome"),
    "cannot_assess": Text("无法判断", "Cannot judge"),
    "flagged": Text("发现", "Flagged"),
    "clear": Text("通过", "Clear"),
    "out_of_force": Text("不在施行期", "Not in force"),
    "dated": Text("日期", "Date"),
    "amount": Text("金额", "Amount"),
    "excess": Text("超出", "Excess"),
    "message": Text("说明", "What"),
    "subject": Text("记录", "Record"),
    "id": Text("编号", "Id"),
    "batch": Text("批次", "Batch"),
    "file": Text("文件", "File"),
    "sheet": Text("工作表", "Sheet"),
    "row": Text("行", "Row"),
    "row_no": Text("行", "Row"),
    "column": Text("列", "Column"),
    "kind_name": Text("种类", "Kind"),
    "layout": Text("版式", "Layout"),
    "what": Text("内容", "About"),
    "record": Text("记录", "Record"),
    "found": Text("文件里写的", "Found"),
    "help": Text("原因与办法", "Why, and what to do"),
    "read": Text("读入", "Read"),
    "accepted": Text("新增", "New"),
    "revised": Text("更正", "Revised"),
    "already_present": Text("已有", "Present"),
    "rejected": Text("退回", "Rejected"),
    "amount_accepted": Text("新增金额", "Amount"),
    "loaded_at": Text("导入时间", "Imported"),
    "stated": Text("文件写明", "Stated"),
    "computed": Text("各行相加", "Added up"),
    "agrees_name": Text("相符", "Agrees"),
    "where": Text("位置", "Where"),
    "name": Text("名称", "Name"),
    "value": Text("数值", "Value"),
    "document": Text("文件依据", "Document"),
    "use": Text("用途", "Use"),
    "article": Text("条款", "Article"),
    "jurisdiction": Text("层级", "Jurisdiction"),
    "provenance_name": Text("来源", "Provenance"),
    "missing": Text("缺少的内容", "What is missing"),
    "records": Text("记录数", "Records"),
}
"""Column headings of every table."""
