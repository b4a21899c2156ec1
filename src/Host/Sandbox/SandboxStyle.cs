namespace Croupier.Host.Sandbox;

/// <summary>The page's style sheet: one column that fits a phone, light and dark, large enough to press.</summary>
internal static class SandboxStyle
{
    public const string Css =
        """
        :root { color-scheme: light dark; --ground: #f3f4f7; --card: #fff; --text: #1b1f2a; --soft: #667085; --line: #e2e5ec; --go: #1f7a4d; }
        @media (prefers-color-scheme: dark) { :root { --ground: #12151c; --card: #1b202b; --text: #eef1f7; --soft: #98a2b3; --line: #2c3342; --go: #2fa36a; } }
        * { box-sizing: border-box; }
        body { margin: 0; min-height: 100vh; background: var(--ground); color: var(--text); font: 17px/1.5 system-ui, sans-serif; }
        .banner { margin: 0; padding: .6rem 1rem; text-align: center; background: #ffd54a; color: #3a2d00; font-weight: 600; }
        main { max-width: 26rem; margin: 2rem auto; padding: 1.75rem; background: var(--card); border: 1px solid var(--line); border-radius: 1rem; }
        @media (max-width: 30rem) { main { margin: 1rem; padding: 1.25rem; } }
        h1 { margin: 0; font-size: 1.15rem; color: var(--soft); font-weight: 600; }
        .amount { margin: .25rem 0 1.25rem; font-size: 2.6rem; font-weight: 700; font-variant-numeric: tabular-nums; }
        dl { margin: 0 0 1.5rem; padding: .75rem 0; border-block: 1px solid var(--line); }
        dt { font-size: .8rem; color: var(--soft); }
        dd { margin: 0; font: .8rem/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
        .note { color: var(--soft); }
        button, .quiet { display: block; width: 100%; min-height: 3.2rem; margin-top: .75rem; padding: .8rem; border-radius: .7rem; font: inherit; font-weight: 600; text-align: center; cursor: pointer; }
        .pay { border: 0; background: var(--go); color: #fff; }
        .cancel, .quiet { border: 1px solid var(--line); background: transparent; color: var(--text); text-decoration: none; }
        button:focus-visible, .quiet:focus-visible { outline: 3px solid #6ea8fe; outline-offset: 2px; }
        """;
}
