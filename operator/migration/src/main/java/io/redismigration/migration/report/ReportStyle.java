package io.redismigration.migration.report;

/** How the page looks: in light, in dark, and on paper. */
final class ReportStyle {
  static final String SHEET =
      """
      :root { color-scheme: light dark; --ink: #1c2024; --faint: #5d6670; --paper: #fff; --line: #d9dde2;
        --panel: #f5f7f9; --good: #1a7f37; --bad: #b42318; --warning: #9a6700; }
      @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --faint: #9aa4ae; --paper: #14171a;
        --line: #333a41; --panel: #1c2126; --good: #4ac26b; --bad: #ff7b72; --warning: #d4a72c; } }
      * { box-sizing: border-box; }
      body { margin: 0; background: var(--paper); color: var(--ink);
        font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
      main { max-width: 72rem; margin: 0 auto; padding: 2rem 1.25rem; }
      h1 { margin: 0; font-size: 1.7rem; }
      h2 { margin: 2.2rem 0 .6rem; font-size: 1.1rem; border-bottom: 1px solid var(--line); }
      p { margin: .3rem 0; }
      .verdict { font-size: 1.2rem; font-weight: 600; }
      .good { color: var(--good); } .bad { color: var(--bad); } .warning { color: var(--warning); }
      .strong { font-weight: 600; } .none, footer { color: var(--faint); }
      footer { margin-top: 3rem; font-size: .85rem; }
      dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem; margin: .8rem 0; }
      dt { color: var(--faint); } dd { margin: 0; overflow-wrap: anywhere; }
      .wide { overflow-x: auto; margin: .8rem 0; }
      table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
      th, td { text-align: left; vertical-align: top; padding: .35rem .7rem .35rem 0;
        border-bottom: 1px solid var(--line); overflow-wrap: anywhere; min-width: 4rem; }
      th { color: var(--faint); font-weight: 500; }
      pre { background: var(--panel); padding: .8rem; overflow-x: auto; white-space: pre-wrap; }
      .bar { display: flex; height: 1.1rem; gap: 2px; margin: .8rem 0; border-radius: 3px; overflow: hidden; }
      .bar span { flex-basis: 3px; background: #8b98a5; }
      .bar .is-validating, .bar .is-awaitingstart { background: #9aa4ae; } .bar .is-preparing { background: #6e7b88; }
      .bar .is-fullsync { background: #2f81f7; } .bar .is-streaming { background: #2da44e; }
      .bar .is-cuttingover { background: #d4a72c; } .bar .is-cancelling { background: #b42318; }
      td.phase { border-left: 4px solid transparent; padding-left: .5rem; }
      td.is-validating, td.is-awaitingstart { border-left-color: #9aa4ae; } td.is-preparing { border-left-color: #6e7b88; }
      td.is-fullsync { border-left-color: #2f81f7; } td.is-streaming { border-left-color: #2da44e; }
      td.is-cuttingover { border-left-color: #d4a72c; } td.is-cancelling { border-left-color: #b42318; }
      @media print { :root { --ink: #000; --faint: #444; --paper: #fff; --line: #bbb; --panel: #f5f5f5;
        --good: #1a7f37; --bad: #b42318; --warning: #9a6700; color-scheme: light; }
        main { max-width: none; padding: 0; } body { font-size: 10pt; } .wide { overflow: visible; }
        h2 { break-after: avoid; } tr, dl { break-inside: avoid; }
        .bar span, td.phase { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
      """;

  private ReportStyle() {}
}
