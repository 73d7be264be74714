-- One row per item whose record kinds are all kept, so that one without a record may be one of which there is none.
SELECT s.item FROM step.item_sources AS s WHERE s.is_complete;
