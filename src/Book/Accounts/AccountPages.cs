namespace Croupier.Book.Accounts;

/// <summary>
/// Accounts by number (1, 2, …), in pages: an array that doubles would copy all accounts at once while a block is decided, and be half empty just after.
/// </summary>
internal sealed class AccountPages
{
    private const int PageBits = 12;
    private const int PageSize = 1 << PageBits;

    private AccountState[][] pages = new AccountState[16][];
    private int reached;

    public ref AccountState this[int number] => ref pages[(number - 1) >> PageBits][(number - 1) & (PageSize - 1)];

    /// <summary>Makes room up to this number, the next one.</summary>
    public void Reach(int number)
    {
        if (number <= reached)
        {
            return;
        }

        var page = reached >> PageBits;
        if (page == pages.Length)
        {
            Array.Resize(ref pages, pages.Length * 2);
        }

        pages[page] = new AccountState[PageSize];
        reached += PageSize;
    }
}
