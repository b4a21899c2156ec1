using System.Globalization;
using Croupier.Wire.Ledger;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Croupier.Platform.Ledger.Api.Json;

/// <summary>
/// What stands in a request's address: the places of its route and its query. What was not read of the query is refused at the end, so that a name written wrongly
/// is an error and not a question about something else.
/// </summary>
internal sealed class AddressReader(HttpContext context)
{
    private readonly FieldReader fields = new();
    private readonly HashSet<string> read = new(StringComparer.OrdinalIgnoreCase);

    public FieldReader Fields => fields;

    public bool HasRoute(string name) => context.GetRouteValue(name) is not null;

    public string Route(string name) => context.GetRouteValue(name) as string ?? "";

    public long RouteNumber(string name, long most) => Number(Route(name), name, most);

    /// <summary>Empty where it is not given.</summary>
    public string Query(string name)
    {
        read.Add(name);
        var values = context.Request.Query[name];
        if (values.Count > 1)
        {
            fields.Refuse(name, "is given more than once");
        }

        return values.ToString();
    }

    /// <summary>None where it is not given.</summary>
    public long? QueryNumber(string name, long most) => Query(name) is { Length: > 0 } text ? Number(text, name, most) : null;

    public bool QueryFlag(string name)
    {
        var text = Query(name);
        if (text is not ("" or "true" or "false"))
        {
            fields.Refuse(name, "is neither true nor false");
        }

        return text == "true";
    }

    public void ExpectNoMore()
    {
        foreach (var name in context.Request.Query.Keys.Where(name => !read.Contains(name)))
        {
            fields.Refuse(name, "is no name that this address knows");
        }
    }

    private long Number(string text, string field, long most)
    {
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > most)
        {
            fields.Refuse(field, $"is no whole number up to {most}");
            return 0;
        }

        return number;
    }
}
