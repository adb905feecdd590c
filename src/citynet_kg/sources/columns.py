"""The columns of every table in `data/`, in their order. `docs/data-files.md` describes each."""

from __future__ import annotations

_NOTES = "note_en,note_de,note_uk"
_CHOICES = "started,ended,start_not_before,end_not_after,status,assessment,succeeds," + _NOTES
COLUMNS = {
    "authorities": "slug,kind,name_en,name_de,name_uk,name_local,name_local_lang,alt_names,country,admin1,lat,lon,"
    "geonames_id,qid,qid_sources,unlocode,unlocode_source,ags,nuts3,urban_audit,german_keys_source,population,population_year,population_source,"
    "label_sources,coordinate_source,note",
    "memberships": "slug,member,organization,kind,via_association,designation," + _CHOICES,
    "partnerships": "slug,partners,type,decided_by,coordinated_by," + _CHOICES,
    "tenures": "slug,holder,organization,role,on_behalf_of," + _CHOICES,
    "counts": "slug,organization,count,qualifier,counted_kind,as_of," + _NOTES,
    "populations": "slug,authority,population,year",
    "evidence": "n,about,stance,locator,quote,quote_lang,stated_type,stated_kind,stated_role,stated_start,stated_end,"
    "stated_status,stated_as_of,note",
    "attributes": "n,subject,property,value,value_lang,stance,locator,quote,quote_lang,stated_start,stated_end,note",
    "not-modelled": "n,statement,locator,reason",
    "ledger": "file,row,value,reason",
    "withdrawn": "path,successor,reason",
    "wikidata": "qid_a,qid_b,stated_a_to_b,stated_b_to_a",
}
