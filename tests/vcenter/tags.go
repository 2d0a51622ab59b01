package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/vmware/govmomi"
	"github.com/vmware/govmomi/vapi/rest"
	_ "github.com/vmware/govmomi/vapi/simulator" // serves /rest beside /sdk
	"github.com/vmware/govmomi/vapi/tags"
	"github.com/vmware/govmomi/vim25/mo"
)

// tagger attaches tags by the vAPI of the vCenter itself, as an administrator does.
type tagger struct{ address *url.URL }

// set replaces the tags of an object, written as category/name.
func (t *tagger) set(object mo.Reference, names []string) error {
	ctx := context.Background()
	client, err := govmomi.NewClient(ctx, t.address, true)
	if err != nil {
		return err
	}
	defer func() { _ = client.Logout(ctx) }()
	session := rest.NewClient(client.Client)
	if err := session.Login(ctx, t.address.User); err != nil {
		return err
	}
	defer func() { _ = session.Logout(ctx) }()
	manager := tags.NewManager(session)
	attached, err := manager.GetAttachedTags(ctx, object)
	if err != nil {
		return err
	}
	for _, tag := range attached {
		if err := manager.DetachTag(ctx, tag.ID, object); err != nil {
			return err
		}
	}
	for _, name := range names {
		id, err := idOf(ctx, manager, name)
		if err != nil {
			return err
		}
		if err := manager.AttachTag(ctx, id, object); err != nil {
			return err
		}
	}
	return nil
}

// idOf is the id of a tag, which is made if it does not exist.
func idOf(ctx context.Context, manager *tags.Manager, written string) (string, error) {
	category, name, ok := strings.Cut(written, "/")
	if !ok {
		return "", fmt.Errorf("not category/name: %s", written)
	}
	found, err := manager.GetCategory(ctx, category)
	if err != nil {
		id, err := manager.CreateCategory(ctx, &tags.Category{Name: category, Cardinality: "MULTIPLE"})
		if err != nil {
			return "", err
		}
		return manager.CreateTag(ctx, &tags.Tag{Name: name, CategoryID: id})
	}
	if tag, err := manager.GetTagForCategory(ctx, name, found.ID); err == nil {
		return tag.ID, nil
	}
	return manager.CreateTag(ctx, &tags.Tag{Name: name, CategoryID: found.ID})
}
