"""How the pages look, and Streamlit's own words in the language of the page."""

import json

import streamlit as st

from costctl.bilingual import Language

STYLE = """
:root { --ink: #1d2a3a; --quiet: #5a6675; --line: #d8dee6; }
html, body, .stApp { font-variant-numeric: tabular-nums; }
[data-testid="stMainBlockContainer"] { padding: 2.2rem 1.5rem 3rem; max-width: 1500px; }
[data-testid="stSidebarUserContent"] { padding-top: .5rem; }
h1 { font-size: 1.6rem !important; padding: .2rem 0 .1rem !important; letter-spacing: .02em; }
h2 { font-size: 1.2rem !important; padding: 1.1rem 0 .3rem !important; }
[role="dialog"] h2 { padding: 1.1rem 1.5rem .3rem !important; }
h3 { font-size: 1.02rem !important; padding: .6rem 0 .2rem !important; }
[data-testid="stText"], [data-testid="stText"] * { font-family: inherit; font-size: .95rem; white-space: pre-wrap;
  overflow-wrap: anywhere; }
[data-testid="stMetricValue"] { font-size: 1.25rem; font-weight: 600; }
.st-key-own_cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)); gap: .75rem; }
.st-key-cross_cards { flex-flow: row wrap; gap: .75rem; }
.st-key-cross_cards > * { flex: 1 1 10.5rem; width: auto; min-width: 0; }
.st-key-cross_cards > :has([class*="st-key-picture_"]) { flex: 2 1 16rem; }
[class*="st-key-card_"] { padding: .8rem .7rem; }
[data-testid="stMetricValue"] > div, [data-testid="stMetricValue"] p { white-space: normal; overflow-wrap: break-word; }
[data-testid="stMetricDelta"], [data-testid="stMetricDelta"] * { white-space: normal !important; overflow: visible; word-break: keep-all; }
[data-testid="stMetricLabel"] p { color: var(--quiet); }
[data-testid="stSkillsNudge"], [data-testid="stAppDeployButton"], [data-testid="stStatusWidget"] { display: none; }
[data-testid="stHeadingWithActionElements"] a, [data-testid="stHeaderActionElements"] { display: none; }
[data-testid="stPageLink"] p { white-space: normal; word-break: keep-all; overflow-wrap: anywhere; }
[data-testid="stFileChip"] span[role="alert"] { position: static !important; width: auto !important; height: auto !important;
  clip: auto !important; clip-path: none !important; overflow: visible !important; white-space: normal !important;
  margin: 0 .4rem !important; color: #9e303b; font-weight: 600; font-size: .85rem; }
.st-key-words { display: none; }
[data-testid="stTable"] { overflow-x: auto; }
@media (max-width: 640px) {
  [data-testid="stTable"] table { min-width: 36rem; }
  [class*="st-key-plan_"] { min-width: 100%; }
  [data-testid="stMainBlockContainer"] { padding: 3.2rem 1rem 2rem; }
}
@media print {
  [data-testid="stSidebar"], [data-testid="stHeader"], .stButton, .stDownloadButton { display: none !important; }
  [data-testid="stMain"]:has(.st-key-rule_page, .st-key-finding)
    :is(.st-key-rules, .st-key-findings, [data-testid="stHorizontalBlock"]:has(.stSelectbox)) { display: none !important; }
}
"""

WORDS = {
    "Skip to main content": "跳到正文",
    "Collapse sidebar": "收起侧栏",
    "Expand sidebar": "展开侧栏",
    "Sidebar": "侧栏",
    "App pages": "页面",
    "Open": "展开",
    "Close": "关闭",
    "Cancel": "取消",
    "Upload": "选择文件",
    "Add files": "继续添加文件",
    "Drag and drop files here": "把文件拖到这里",
    "Drag and drop a file here": "把文件拖到这里",
    "File size is too small.": "文件是空的。",
    "Error:": "没有上传:",
    "file upload": "选择文件",
    "Only one file is allowed.": "只能选一个文件。",
    "Unexpected error. Please try again.": "上传没有成功,请再试一次。",
    "Clear value": "清除",
    "Clear all": "全部清除",
    "Selected values": "已选",
    "No results": "没有相符的选项",
    "No options to select": "没有可选项",
    "Choose an option": "请选择",
    "Choose options": "请选择",
    "Select all": "全选",
    "Search": "查找",
    "Type to search": "输入要查找的文字",
    "Close Search": "关闭查找",
    "Next Result": "下一个",
    "Previous Result": "上一个",
    "Download as CSV": "下载 CSV",
    "Download as PNG": "下载图片",
    "Show/hide columns": "选择列",
    "Fullscreen": "全屏",
    "Close fullscreen": "退出全屏",
    "Clear selection": "取消选择",
    "Show data": "看数据",
    "Show chart": "看图",
    "Sort ascending": "升序",
    "Sort descending": "降序",
    "Format": "格式",
    "Statistics": "统计",
    "Autosize": "自动列宽",
    "Pin column": "固定此列",
    "Unpin column": "取消固定",
    "Hide column": "隐藏此列",
    "Copy column name": "复制列名",
    "Automatic": "自动",
    "Localized": "本地格式",
    "Plain": "原样",
    "Compact": "简写",
    "Dollar": "美元",
    "Euro": "欧元",
    "Yen": "日元",
    "Percent": "百分比",
    "Scientific": "科学计数",
    "Accounting": "会计格式",
    "Distance": "相距",
    "Calendar": "日历",
    "Loading...": "正在载入",
    "Running...": "正在计算",
    "Connecting": "正在连接",
    "Copy to clipboard": "复制",
    "No data": "没有数据",
    "Count": "个数",
    "Values": "取值",
    "Empty": "空",
    "Distinct": "不同值",
    "Minimum": "最小",
    "Maximum": "最大",
    "Average": "平均",
    "Median": "中位数",
    "Sum": "合计",
    "Range": "范围",
    "Standard deviation": "标准差",
    "Main menu": "菜单",
    "Theme": "主题",
    "Press Enter to submit form": "按回车提交",
    "Press Enter to apply": "按回车确定",
    "January": "一月",
    "February": "二月",
    "March": "三月",
    "April": "四月",
    "May": "五月",
    "June": "六月",
    "July": "七月",
    "August": "八月",
    "September": "九月",
    "October": "十月",
    "November": "十一月",
    "December": "十二月",
    "yyyy": "年",
    "mm": "月",
    "dd": "日",
    "Page not found": "没有这一页",
    "The page that you have requested does not seem to exist. Running the app's main page.": "网址所指的页不存在,现在显示的是总览。",
}
"""What Streamlit says of itself, as far as these pages show it."""

PATTERNS = [
    [r"^([\d.]+ ?[KMG]B) per file(?: • (.*))?$", "每个文件不超过 $1,格式 $2"],
    [r"^File must be ([\d.]+ ?[KMG]?B) or smaller\.?$", "文件超过 $1 的上限,请拆小后再选"],
    [r"^(.*) files are not allowed\.$", "不接受这种文件($1)"],
    [r"^Remove (.+)$", "移除 $1"],
    [r"^Select (\d+) matches$", "选择 $1 个相符项"],
    [r"^[a-z0-9_ ]+ icon$", "图标"],
    [r"^Scroll tabs (left|right)$", "滚动标签"],
]

TRANSLATE = """
(() => {
  const zh = %s;
  const words = new Map(%s), patterns = %s.map(([from, to]) => [new RegExp(from), to]);
  const back = new Map([...words].map(([en, said]) => [said, en]));
  const data = '[data-testid="stMarkdownContainer"], [data-testid="stText"], [data-testid="stDataFrameGlideDataEditor"],'
    + ' [data-testid="stTable"], textarea, script, style, svg, canvas, option, [role="option"]';
  const weekday = (cell) => {
    const row = [...cell.parentElement.children], monday = 'M一'.includes(row[0].textContent);
    return '日一二三四五六日'[row.indexOf(cell) + monday];
  };
  const never = '[translate="no"]';
  const own = '[data-testid="stWidgetLabel"], [data-testid="stFileUploader"], [data-testid="stElementToolbar"], [role="tooltip"],'
    + ' [data-testid="stTooltipContent"]';
  const said = (text) => {
    const bare = text.trim();
    if (!bare) return text;
    if (!zh) return back.has(bare) ? text.replace(bare, back.get(bare)) : text;
    if (words.has(bare)) return text.replace(bare, words.get(bare));
    for (const [from, to] of patterns) if (from.test(bare)) return bare.replace(from, to).replace(',格式 $2', '').replace(/,格式 $/, '');
    return text;
  };
  const isData = (node) => node.closest(never) || (node.closest(data) && !node.closest(own));
  const visit = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (!node.parentElement || isData(node.parentElement)) return;
      const cell = zh && node.parentElement.closest('.react-aria-CalendarGridHeader th');
      const now = cell ? weekday(cell) : said(node.nodeValue);
      if (now !== node.nodeValue) node.nodeValue = now;
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    for (const name of ['aria-label', 'title', 'placeholder']) {
      const value = node.getAttribute(name);
      if (value && said(value) !== value) node.setAttribute(name, said(value));
    }
    if (node.matches('script, style, canvas')) return;
    node.childNodes.forEach(visit);
  };
  document.documentElement.lang = zh ? 'zh-CN' : 'en';
  if (window.costctlWords) window.costctlWords.disconnect();
  window.costctlWords = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === 'childList') change.addedNodes.forEach(visit);
      else visit(change.target);
    }
  });
  window.costctlWords.observe(document.body, {
    childList: true, subtree: true, characterData: true, attributes: true,
    attributeFilter: ['aria-label', 'title', 'placeholder'],
  });
  visit(document.body);
})();
"""


def dress(language: Language) -> None:
    """Puts the style and the words of this language on the page."""
    said = TRANSLATE % (
        json.dumps(language == "zh"),
        json.dumps(list(WORDS.items()), ensure_ascii=False),
        json.dumps(PATTERNS, ensure_ascii=False),
    )
    st.html(f"<style>{STYLE}</style>")
    with st.container(key="words"):
        st.html(f"<script>{said}</script>", unsafe_allow_javascript=True)
