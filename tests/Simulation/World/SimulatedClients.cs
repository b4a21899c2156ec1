using Croupier.Book;
using Croupier.Kernel.Commands;
using Croupier.Tests.Simulation.Audit;

namespace Croupier.Tests.Simulation.World;

/// <summary>
/// Everyone who asks: makes commands, sends them in batches over a network that loses, doubles and reorders them, and sends again what was not answered. Checks that the
/// same request always gets the same answer, and that the first request on the log under an id is the one that counts.
/// </summary>
internal sealed class SimulatedClients(SeededRandom random, Weather first, RandomCommands commands, SimulatedLog log, LogAuditor auditor)
{
    private Weather weather = first;
    private readonly List<(Caller Caller, List<Command> Batch)> network = [];
    private readonly Dictionary<(PlayerId Player, CommandId Id, Hash256 Hash), Request> requests = [];
    private readonly List<Request> unanswered = [];

    public int Issued { get; private set; }

    public int Answered { get; private set; }

    public int NetworkFaults { get; private set; }

    public override string ToString() => $"{unanswered.Count} unanswered, {network.Count} batches under way; first {unanswered.FirstOrDefault()}";

    public bool AreSatisfied => unanswered.Count == 0 && network.Count == 0;

    /// <summary>New commands, a batch for each role that gives any.</summary>
    public void Issue(long nowMs)
    {
        if (unanswered.Count >= weather.MostUnanswered)
        {
            return;
        }

        var byRole = new SortedDictionary<Role, List<Command>>();
        for (var i = random.Next(1, weather.CommandsAtOnce + 1); i > 0; i--)
        {
            // Clients' clocks differ, and retries of a minute ago come too.
            commands.IdsUnixMs = Math.Max(0, nowMs + (random.Next(1000) < weather.LateId ? Ahead() : random.Next(-2000, 300)));
            var (role, command) = commands.Next();
            Await(role, command);
            (byRole.TryGetValue(role, out var batch) ? batch : byRole[role] = []).Add(command);
            Issued++;
        }

        foreach (var (role, batch) in byRole)
        {
            network.Add((CallerOf(role), batch));
        }
    }

    /// <summary>One of the batches under way arrives: any of them. It may be lost, and it may arrive again later.</summary>
    public void Deliver()
    {
        if (network.Count == 0)
        {
            return;
        }

        var place = random.Next(4) == 0 ? random.Next(network.Count) : 0;
        var (caller, batch) = network[place];
        NetworkFaults += place > 0 ? 1 : 0;
        if (random.Next(1000) < weather.BatchDoubled)
        {
            NetworkFaults++;
        }
        else
        {
            network.RemoveAt(place);
        }

        if (random.Next(1000) < weather.BatchLost)
        {
            NetworkFaults++;
            return;
        }

        log.Append(caller, batch);
    }

    public void Retry(int most)
    {
        for (var i = Math.Min(network.Count > 5 ? 0 : most, unanswered.Count); i > 0; i--)
        {
            var request = unanswered[random.Next(unanswered.Count)];
            network.Add((CallerOf(request.Role), [request.Command]));
        }
    }

    public void Take(AddressedResult addressed)
    {
        if (random.Next(1000) < weather.AnswerLost)
        {
            NetworkFaults++;
            return;
        }

        var result = addressed.Result;
        var hash = result.Command.RequestHash();
        if (!requests.TryGetValue((result.Player, result.Id, hash), out var request))
        {
            // The leaders' own ticks: nobody waits for them.
            DisagreementException.Unless(addressed.Caller.Role == Role.Ledger && result.Command is Tick, $"I4: a result came for {result.Id}, which nobody asked so");
            return;
        }

        var isFirst = auditor.TookItsId(result.Player, result.Id, hash);
        DisagreementException.Unless(isFirst || result.Status == Status.Conflict, $"I4: {result.Id} was answered {result.Status}, and was {(isFirst ? "" : "not ")}the first under its id");
        var place = (result.BlockSequence, result.EntryIndex);
        DisagreementException.Unless(request.Answer is null || request.Answer == place || !isFirst, $"I4: {result.Id} was answered from {request.Answer}, and now from {place}");
        request.Answer = isFirst ? place : request.Answer;
        Answered++;
        if (request.Place >= 0)
        {
            unanswered[^1].Place = request.Place;
            unanswered[request.Place] = unanswered[^1];
            unanswered.RemoveAt(unanswered.Count - 1);
            request.Place = -1;
        }
    }

    /// <summary>From now on the network loses and doubles nothing.</summary>
    public void Heal() => weather = weather with { BatchLost = 0, BatchDoubled = 0, AnswerLost = 0 };

    public void Send(Caller caller, Command command) => network.Add((caller, [command]));

    private void Await(Role role, Command command)
    {
        var hash = command.RequestHash();
        if (!requests.TryGetValue((command.Player, command.Id, hash), out var request))
        {
            requests.Add((command.Player, command.Id, hash), request = new Request(role, command, hash));
        }

        if (request.Place < 0)
        {
            request.Place = unanswered.Count;
            unanswered.Add(request);
        }
    }

    // A clock that goes wrong, or an attacker's id: seconds to years ahead.
    private long Ahead() => random.Next(4) switch
    {
        0 => random.Next(20_000),
        1 => random.Next(100) * TestBook.Hour,
        2 => random.Next(100) * 365L * 24 * TestBook.Hour,
        _ => 200_000_000_000_000,
    };

    private Caller CallerOf(Role role) => new(role, (uint)random.Next(1, 3));
}
