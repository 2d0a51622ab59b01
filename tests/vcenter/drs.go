package main

import (
	"fmt"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

// rule is a rule of DRS as a test writes it.
type rule struct {
	Name      string   `json:"name"`
	Kind      string   `json:"kind"` // together, apart, onHosts, notOnHosts
	VMs       []string `json:"vms"`
	Hosts     []string `json:"hosts"`
	Mandatory bool     `json:"mandatory"`
	Disabled  bool     `json:"disabled"`
}

// override is the automation level of one VM; "": DRS is disabled for it.
type override struct {
	VM       string `json:"vm"`
	Behavior string `json:"behavior"`
}

// setDrs switches DRS of a cluster: "" is off, otherwise its automation level.
func setDrs(c *simulator.ClusterComputeResource, behavior string) {
	changeConfig(c, func(config *types.ClusterConfigInfoEx) {
		config.DrsConfig.Enabled = types.NewBool(behavior != "")
		config.DrsConfig.DefaultVmBehavior = types.DrsBehavior(behavior)
	})
}

// changeConfig replaces the configuration of a cluster, and announces it.
func changeConfig(c *simulator.ClusterComputeResource, change func(*types.ClusterConfigInfoEx)) {
	config := *c.ConfigurationEx.(*types.ClusterConfigInfoEx)
	change(&config)
	set(c, property("configurationEx", &config))
}

// setRules replaces all rules, groups and overrides of a cluster.
func setRules(c *simulator.ClusterComputeResource, rules []rule, overrides []override) error {
	var infos []types.BaseClusterRuleInfo
	var groups []types.BaseClusterGroupInfo
	var levels []types.ClusterDrsVmConfigInfo
	for i, r := range rules {
		vms, err := vmsNamed(r.VMs)
		if err != nil {
			return err
		}
		base := types.ClusterRuleInfo{Key: int32(i + 1), Name: r.Name, Enabled: types.NewBool(!r.Disabled),
			Mandatory: types.NewBool(r.Mandatory), RuleUuid: fmt.Sprintf("rule-%d", i+1)}
		switch r.Kind {
		case "together":
			infos = append(infos, &types.ClusterAffinityRuleSpec{ClusterRuleInfo: base, Vm: vms})
		case "apart":
			infos = append(infos, &types.ClusterAntiAffinityRuleSpec{ClusterRuleInfo: base, Vm: vms})
		default:
			info := &types.ClusterVmHostRuleInfo{ClusterRuleInfo: base, VmGroupName: r.Name + "-vms"}
			hosts := &types.ClusterHostGroup{ClusterGroupInfo: types.ClusterGroupInfo{Name: r.Name + "-hosts"}}
			for _, name := range r.Hosts {
				h, err := hostNamed(name)
				if err != nil {
					return err
				}
				hosts.Host = append(hosts.Host, h.Self)
			}
			if r.Kind == "onHosts" {
				info.AffineHostGroupName = hosts.Name
			} else {
				info.AntiAffineHostGroupName = hosts.Name
			}
			groups = append(groups, hosts,
				&types.ClusterVmGroup{ClusterGroupInfo: types.ClusterGroupInfo{Name: info.VmGroupName}, Vm: vms})
			infos = append(infos, info)
		}
	}
	for _, o := range overrides {
		vms, err := vmsNamed([]string{o.VM})
		if err != nil {
			return err
		}
		levels = append(levels, types.ClusterDrsVmConfigInfo{
			Key: vms[0], Enabled: types.NewBool(o.Behavior != ""), Behavior: types.DrsBehavior(o.Behavior)})
	}
	changeConfig(c, func(config *types.ClusterConfigInfoEx) {
		config.Rule, config.Group, config.DrsVmConfig = infos, groups, levels
	})
	return nil
}

func vmsNamed(names []string) ([]ref, error) {
	found := make([]ref, len(names))
	for i, name := range names {
		for _, each := range simulator.Map.All("VirtualMachine") {
			if vm, ok := each.(*liveVM); ok && vm.Name == name {
				found[i] = vm.Self
			}
		}
		if found[i].Value == "" {
			return nil, fmt.Errorf("no VM %s", name)
		}
	}
	return found, nil
}

func clusterNamed(name string) (*simulator.ClusterComputeResource, error) {
	for _, each := range simulator.Map.All("ClusterComputeResource") {
		if cluster := each.(*simulator.ClusterComputeResource); cluster.Name == name {
			return cluster, nil
		}
	}
	return nil, fmt.Errorf("no cluster %s", name)
}
