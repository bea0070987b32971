"""How the page looks: light and dark, on paper, and from 320 pixels up."""

__all__ = ["STYLE"]

STYLE = """
:root{--ink:#1d2733;--soft:#566170;--paper:#fdfcf9;--card:#fff;--rule:#dcd8cf;--grid:#e7e3da;--link:#1a4e8a;--accent:#b13507;--tint:#f4f0e6;
--c0:#2f62a8;--c1:#b13507;--c2:#4a7a35;--c3:#8a6116;--c4:#7b5ba6;--c5:#00796f;--c6:#b3446c;--c7:#5b6570}
@media (prefers-color-scheme:dark){:root{--ink:#e9e6df;--soft:#a9b1bb;--paper:#15191f;--card:#1d232b;--rule:#39414c;--grid:#2b323c;--link:#8db9f0;--accent:#f0895d;--tint:#222932;
--c0:#79a9e8;--c1:#f0895d;--c2:#8fc073;--c3:#d3a95a;--c4:#b79ae0;--c5:#55c4b8;--c6:#e68bb0;--c7:#a3adb9}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Ubuntu,"Liberation Sans",sans-serif;overflow-wrap:break-word}
header,nav,main,footer{max-width:56rem;margin:0 auto;padding:0 1.25rem}
h1,h2,h3{font-family:"Iowan Old Style","Palatino Linotype",Palatino,"Book Antiqua","URW Palladio L",Georgia,"Noto Serif","Liberation Serif",serif;line-height:1.2;text-wrap:balance}
h1{font-size:clamp(2.2rem,7vw,3.4rem);margin:.1em 0 .15em;font-weight:600;letter-spacing:-.01em}
h2{font-size:clamp(1.6rem,4.5vw,2.1rem);margin:0 0 .5em;font-weight:600}
h3{font-size:1.25rem;margin:2em 0 .4em;font-weight:600}
p{margin:0 0 1em;max-width:42rem}
a{color:var(--link);text-underline-offset:.15em}
a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:3px}
header{padding-top:2.5rem}
.mark{margin:0;font-weight:700;letter-spacing:.12em;text-transform:uppercase;font-size:.8rem;color:var(--accent)}
.sub{font-size:1.2rem;color:var(--soft);margin-bottom:1.4rem}
.lead{font-size:1.15rem}
.small,.tick{font-size:.875rem}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.6rem 1rem;z-index:2}
nav{border-top:1px solid var(--rule);border-bottom:1px solid var(--rule);max-width:53.5rem;padding:.35rem 0}
@media (max-width:56rem){nav{margin:0 1.25rem}}
nav ul{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:0 1.3rem}
nav a{display:inline-block;padding:.35rem 0;font-size:.95rem;text-decoration:none}nav a:hover{text-decoration:underline}
section{padding:2.6rem 0 1.2rem;border-bottom:1px solid var(--rule)}
section:last-child{border-bottom:0}
.notice{border-left:4px solid var(--accent);background:var(--tint);padding:.7rem 1rem}
.cards{list-style:none;margin:1.6rem 0;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(min(16rem,100%),1fr));gap:1rem}
.cards li{background:var(--card);border:1px solid var(--rule);border-radius:.6rem;padding:1rem 1.1rem 1.1rem;display:flex;flex-direction:column}
.cards strong{font:600 1.9rem/1.15 "Iowan Old Style","Palatino Linotype",Palatino,Georgia,"Noto Serif","Liberation Serif",serif;color:var(--c0)}
.cards b{font-weight:600;line-height:1.35;margin:.25rem 0 .3rem}
.cards span{color:var(--soft);font-size:.92rem;line-height:1.4}
figure{margin:2rem 0;background:var(--card);border:1px solid var(--rule);border-radius:.6rem;padding:1.1rem 1.2rem .8rem}
figcaption{margin-bottom:1rem;max-width:42rem;line-height:1.45}figcaption strong{display:block;font-size:1.1rem}figcaption span{color:var(--soft);font-size:.95rem}
svg{display:block;max-width:100%;height:auto;overflow:visible;font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Ubuntu,"Liberation Sans",sans-serif}
svg text{fill:var(--ink)}svg .tick,svg .small,svg .head{fill:var(--soft);font-size:12.5px}svg .flow{font-size:12.5px;paint-order:stroke;stroke:var(--card);stroke-width:3.5px;stroke-linejoin:round}svg .name{font-weight:600}
.grid{stroke:var(--grid)}.axis{stroke:var(--soft)}.mark{stroke:none}line.mark{stroke:var(--accent);stroke-width:1.5;stroke-dasharray:5 4}
.line{fill:none;stroke-width:2.5;stroke-linejoin:round}.band{fill:none;opacity:.34}.band:hover{opacity:.7}.node{fill:var(--ink)}
.narrow{display:none}@media (max-width:47rem){.wide{display:none}.narrow{display:block}figure{padding:.9rem .8rem .5rem;margin:1.5rem -.4rem}.narrow svg{margin:0 auto}}
details{margin:.7rem 0;max-width:100%}
summary{cursor:pointer;padding:.45rem 0;color:var(--link);min-height:1.6rem}
summary:hover{text-decoration:underline;text-underline-offset:.2em}
figure details{border-top:1px solid var(--rule);margin:.8rem 0 0}
.why{border:1px solid var(--rule);border-radius:.5rem;background:var(--card);padding:.15rem .9rem;margin:.5rem 0}
.why caption span,figure caption span{max-width:min(42rem,calc(100vw - 6rem))}.why summary{color:var(--ink)}.why summary b{color:var(--link);margin-right:.5rem;font-weight:600}.why[open]{padding-bottom:.6rem}
.scroll{overflow-x:auto;margin:1rem 0;max-width:100%}
table{border-collapse:collapse;font-size:.92rem;line-height:1.4;font-variant-numeric:tabular-nums lining-nums;min-width:min(100%,24rem)}
caption{text-align:left;color:var(--soft);padding:0 0 .5rem;font-size:.92rem}caption span{display:block;position:sticky;left:0;width:max-content;max-width:min(42rem,calc(100vw - 3.6rem))}
th,td{text-align:left;vertical-align:top;padding:.38rem .9rem .38rem 0;border-bottom:1px solid var(--grid);font-weight:400}
thead th{font-weight:600;border-bottom:2px solid var(--rule);vertical-align:bottom}
.n{text-align:right;white-space:nowrap}thead .n{white-space:normal;min-width:4.5rem}tbody tr:hover{background:var(--tint)}
dl div{padding:.35rem 0;border-bottom:1px solid var(--grid)}dt{font-weight:600}dd{margin:0;color:var(--soft);overflow-wrap:anywhere}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.9em;background:var(--tint);padding:.1em .35em;border-radius:.25em;overflow-wrap:anywhere}
.accounts{columns:2;column-gap:2.5rem}.accounts h3{column-span:all;margin-bottom:.2em}.accounts .scroll{break-inside:avoid}.accounts table{width:100%}.accounts tr:last-child>*{font-weight:600}
@media (max-width:47rem){.accounts{columns:1}}
.index{columns:3 15rem;list-style:none;padding:0;font-size:.95rem}.index li{break-inside:avoid;padding:.12rem 0}.index a{text-decoration:none}.index a:hover{text-decoration:underline}
.summary tbody th{min-width:13rem}.charter td:nth-child(2){white-space:nowrap}.charter table{font-size:.85rem}
footer{color:var(--soft);font-size:.9rem;padding-bottom:3rem}
@media print{:root{--ink:#000;--soft:#333;--paper:#fff;--card:#fff;--rule:#999;--grid:#ccc;--tint:#fff;--link:#000}body{font-size:10pt}nav,.skip{display:none}section{break-inside:auto}
h2,h3,caption{break-after:avoid}figure,.cards li,tr{break-inside:avoid}.wide{display:block}.narrow{display:none}a{text-decoration:none}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
.l0{stroke:var(--c0)}.l1{stroke:var(--c1)}.l2{stroke:var(--c2)}.l3{stroke:var(--c3)}.l4{stroke:var(--c4)}.l5{stroke:var(--c5)}.l6{stroke:var(--c6)}.l7{stroke:var(--c7)}
.f0{fill:var(--c0)}.f1{fill:var(--c1)}.f2{fill:var(--c2)}.f3{fill:var(--c3)}.f4{fill:var(--c4)}.f5{fill:var(--c5)}.f6{fill:var(--c6)}.f7{fill:var(--c7)}
svg .t0{fill:var(--c0)}svg .t1{fill:var(--c1)}svg .t2{fill:var(--c2)}svg .t3{fill:var(--c3)}svg .t4{fill:var(--c4)}svg .t5{fill:var(--c5)}svg .t6{fill:var(--c6)}svg .t7{fill:var(--c7)}
"""
"""The style sheet: system fonts, no file beside it."""
