"""The pages: navigation, the choices that all of them share, and what each of them says of its snapshot."""

from pathlib import Path

import page_frame
import streamlit as st
from page_chrome import dress
from page_instead import said_plainly
from page_words import TITLES

# 240 pixels of navigation leave a wide table its last columns on a screen of 1440.
st.set_page_config(layout="wide", page_icon=str(Path(__file__).with_name("icon.svg")), initial_sidebar_state=240)
folder = page_frame.served_folder()
language = page_frame.choose_language(folder)
dress(language)

page = st.navigation(
    [
        st.Page(f"views/{name}.py", title=title.in_(language), icon=icon, url_path=name, default=name == "overview")
        for name, (title, icon) in TITLES.items()
    ],
    position="sidebar",
)
with said_plainly():
    page_frame.choose(folder, language, page.url_path or "overview")
    page.run()
    page_frame.say_left_out()
