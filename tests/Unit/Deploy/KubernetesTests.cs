namespace Croupier.Tests.Unit.Deploy;

/// <summary>deploy/kubernetes/base against the roles table. deploy/kubernetes/check holds it against the types of the API.</summary>
public sealed class KubernetesTests
{
    private const string Base = "deploy/kubernetes/base";
    private const string Label = "croupier/part";

    private static readonly Yaml Configuration = Yaml.Documents($"{Base}/croupier.yaml").Single();

    private static readonly IReadOnlyList<Yaml> Objects =
        [.. Yaml.Documents($"{Base}/kustomization.yaml").Single()["resources"].Texts.SelectMany(file => Yaml.Documents($"{Base}/{file}"))];

    private static IEnumerable<Yaml> Deployments => Of("Deployment");

    [Fact]
    public void Every_file_is_one_that_the_kustomization_lists()
    {
        var files = Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Root, Base), "*.yaml").Select(path => Path.GetFileName(path)!).Except(["kustomization.yaml", "croupier.yaml"]);
        Assert.Equal("", Parts.Difference(Yaml.Documents($"{Base}/kustomization.yaml").Single()["resources"].Texts, files));
    }

    [Fact]
    public void Every_role_is_a_deployment_with_a_service_and_a_disruption_budget_and_nobody_else_is()
    {
        Assert.Equal("", Parts.Difference(Parts.Roles, Deployments.Select(Name)));
        Assert.Equal("", Parts.Difference(Parts.Roles, Of("Service").Select(Name)));
        Assert.Equal("", Parts.Difference(Parts.Roles, Of("PodDisruptionBudget").Select(Name)));
        Assert.All(Deployments, d => Assert.Equal(["serve", "--role", Name(d), "--config", "/etc/croupier/croupier.yaml"], Container(d)["args"].Texts));
        Assert.All(Deployments.Concat(Of("Service")).Concat(Of("PodDisruptionBudget")), one => Assert.Equal(Name(one), SelectedPart(one)));
        Assert.All(Deployments, d => Assert.Equal(Name(d), d.At("spec.template.metadata.labels")[Label].Text));
    }

    [Fact]
    public void Network_policies_let_through_who_calls_whom_and_nobody_else()
    {
        var policies = Of("NetworkPolicy").Where(p => Parts.Roles.Concat(Parts.Verbs).Contains(Name(p))).ToList();
        Assert.All(policies, p => Assert.Equal(Name(p), p.At("spec.podSelector.matchLabels")[Label].Text));
        Assert.Equal("", Parts.Difference(Parts.Calls, policies.SelectMany(p => Edges(p, "egress", "to").Select(to => (Name(p), to.Part)))));
        Assert.Equal("", Parts.Difference(Parts.Peers, policies.SelectMany(p => Edges(p, "ingress", "from").Select(from => (from.Part, Name(p))))));

        var ports = new Dictionary<string, string> { [Parts.Broker] = "5671", [Parts.Database] = "5432" };
        var peers = Configuration.At("listen.peers.port").Text;
        Assert.All(policies.SelectMany(p => Edges(p, "egress", "to")), to => Assert.Equal(ports.GetValueOrDefault(to.Part, peers), to.Port));
        Assert.All(policies.SelectMany(p => Edges(p, "ingress", "from")), from => Assert.Equal(peers, from.Port));
    }

    [Fact]
    public void What_no_policy_speaks_of_is_denied_and_only_gateway_and_wallet_have_to_do_with_the_outside()
    {
        var deny = Of("NetworkPolicy").Single(p => Name(p) == "default-deny")["spec"];
        Assert.Empty(deny["podSelector"].Keys);
        Assert.Equal(["Ingress", "Egress"], deny["policyTypes"].Texts);
        Assert.Equal(["podSelector", "policyTypes"], deny.Keys);
        Assert.All(Of("NetworkPolicy"), p => Assert.NotEmpty(p.At("spec.policyTypes").Texts));

        var open = from policy in Of("NetworkPolicy")
                   from direction in new[] { ("ingress", "from"), ("egress", "to") }
                   from rule in policy["spec"][direction.Item1].Items
                   where !rule[direction.Item2].Exists || rule[direction.Item2].Items.Any(peer => peer["ipBlock"].Exists)
                   select (Name(policy), direction.Item1);
        Assert.Equal("", Parts.Difference([("gateway", "ingress"), ("wallet", "egress")], open));
    }

    [Fact]
    public void Nothing_is_root_or_may_write_to_its_image_or_gain_rights()
    {
        foreach (var one in Deployments.Concat(Of("Job")))
        {
            var pod = one.At("spec.template.spec");
            Assert.Equal("true", pod.At("securityContext.runAsNonRoot").Text);
            Assert.True(pod.At("securityContext.runAsUser").Number > 0 && pod.At("securityContext.runAsGroup").Number > 0, $"{Name(one)} is root");
            Assert.Equal("RuntimeDefault", pod.At("securityContext.seccompProfile.type").Text);
            Assert.Equal("false", pod["automountServiceAccountToken"].Text);
            var container = Container(one)["securityContext"];
            Assert.Equal("true", container["readOnlyRootFilesystem"].Text);
            Assert.Equal("false", container["allowPrivilegeEscalation"].Text);
            Assert.Equal(["ALL"], container.At("capabilities.drop").Texts);
        }
    }

    [Fact]
    public void Images_are_this_version_and_so_are_the_names_of_jobs()
    {
        Assert.All(Deployments.Concat(Of("Job")), one => Assert.Equal($"croupier:{Parts.Version}", Container(one)["image"].Text));
        Assert.Equal([$"migrate-{Parts.Version}", $"register-games-{Parts.Version}"], Of("Job").Select(Name));
        Assert.Equal(Parts.Verbs, Of("Job").Select(job => job.At("spec.template.metadata.labels")[Label].Text));
    }

    [Fact]
    public void Every_pod_is_probed_says_what_it_needs_and_has_longer_than_its_drain_to_leave()
    {
        var drain = Parts.Time(Configuration["drain_within"].Text);
        foreach (var deployment in Deployments)
        {
            var container = Container(deployment);
            Assert.Equal("/healthz", container.At("startupProbe.httpGet.path").Text);
            Assert.Equal("/healthz", container.At("livenessProbe.httpGet.path").Text);
            Assert.Equal("/readyz", container.At("readinessProbe.httpGet.path").Text);
            Assert.Contains(container["ports"].Items, p => p["name"].Text == "metrics" && p["containerPort"].Text == Configuration.At("listen.metrics.port").Text);
            Assert.All(new[] { "requests.cpu", "requests.memory", "limits.memory" }, path => Assert.NotEqual("", container["resources"].At(path).Text));
            var before = container.At("lifecycle.preStop.sleep.seconds").Number;
            var grace = deployment.At("spec.template.spec.terminationGracePeriodSeconds").Number;
            Assert.True(before > 0 && TimeSpan.FromSeconds(grace - before) >= drain + TimeSpan.FromSeconds(5), $"{Name(deployment)} is killed while it drains");
        }
    }

    [Fact]
    public void Two_ledgers_never_share_a_machine_and_every_role_has_two_processes()
    {
        var apart = Deployments.Single(d => Name(d) == "ledger").At("spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution").Items.Single();
        Assert.Equal(("ledger", "kubernetes.io/hostname"), (apart.At("labelSelector.matchLabels")[Label].Text, apart["topologyKey"].Text));
        var scaled = Of("HorizontalPodAutoscaler").ToDictionary(h => h.At("spec.scaleTargetRef.name").Text, h => h.At("spec.minReplicas").Number);
        Assert.All(Deployments, d => Assert.Equal(2, scaled.TryGetValue(Name(d), out var least) ? least : d.At("spec.replicas").Number));
        Assert.All(Deployments.Where(d => scaled.ContainsKey(Name(d))), d => Assert.False(d.At("spec.replicas").Exists, $"{Name(d)}: each apply would undo the autoscaler's number"));
    }

    [Fact]
    public void Secrets_are_referred_to_and_never_contained_and_a_role_has_its_own()
    {
        Assert.Empty(Of("Secret"));
        Assert.All(Deployments.Concat(Of("Job")), one =>
        {
            var part = one.At("spec.template.metadata.labels")[Label].Text;
            var mounted = one.At("spec.template.spec.volumes").Items.Select(v => v.At("secret.secretName").Text).Where(name => name.Length > 0);
            string[] expected = [$"croupier-{part}-certificate", $"croupier-{part}", .. part == "gateway" ? ["croupier-public"] : Array.Empty<string>()];
            Assert.Equal(expected, mounted);
        });
        var made = Secrets.OfScript("deploy/kubernetes/secrets");
        Assert.Equal("", Parts.Difference(Secrets.Expected($"{Base}/croupier.yaml").SelectMany(p => p.Value.Select(one => (p.Key, one))), made.SelectMany(p => p.Value.Select(one => (p.Key, one)))));
    }

    [Fact]
    public void A_name_that_is_called_stands_for_every_pod_of_its_role()
    {
        Assert.All(Of("Service").Where(s => Name(s) != "gateway"), s => Assert.Equal("None", s.At("spec.clusterIP").Text));
        Assert.All(Configuration["peers"].Pairs, p => Assert.Equal([$"{p.Key}:7443"], p.Value.Texts));
        Assert.Equal("", Parts.Difference(Parts.Peers.Select(c => c.Called), Configuration["peers"].Keys));
    }

    private static IEnumerable<Yaml> Of(string kind) => Objects.Where(o => o["kind"].Text == kind);

    private static string Name(Yaml one) => one.At("metadata.name").Text;

    private static Yaml Container(Yaml one) => one.At("spec.template.spec.containers").Items.Single();

    private static string SelectedPart(Yaml one) => (one.At("spec.selector.matchLabels").Exists ? one.At("spec.selector.matchLabels") : one.At("spec.selector"))[Label].Text;

    private static IEnumerable<(string Part, string Port)> Edges(Yaml policy, string direction, string who) =>
        from rule in policy["spec"][direction].Items
        from peer in rule[who].Items
        where !peer["ipBlock"].Exists
        from port in rule["ports"].Items
        select (peer.At("podSelector.matchLabels")[Label].Text, port["port"].Text);
}
